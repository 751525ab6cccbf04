/** What a person declared of their health and travel, newest first. */
import type { Answer, Body } from "@venuecode/core";
import { ref } from "vue";
import { api } from "./session";

type Declarations = Answer<"/api/v1/me/declarations", "get">;
export type Declaration = Declarations["items"][number];
export type NewHealth = Body<"/api/v1/me/declarations/health", "post">;
export type NewTravel = Body<"/api/v1/me/declarations/travel", "post">;

export const declarations = ref<Declaration[]>([]);
export const symptoms = ref<Declarations["symptoms"]>([]);

/** `personId` is of a relative; null: of whoever is signed in. */
export async function loadDeclarations(personId: number | null): Promise<void> {
  const query = personId === null ? {} : { person_id: personId };
  const answer = await api.get("/api/v1/me/declarations", { query });
  declarations.value = answer.items;
  symptoms.value = answer.symptoms;
}

export async function declareHealth(body: NewHealth): Promise<void> {
  await api.post("/api/v1/me/declarations/health", { body });
}

export async function declareTravel(body: NewTravel): Promise<void> {
  await api.post("/api/v1/me/declarations/travel", { body });
}
