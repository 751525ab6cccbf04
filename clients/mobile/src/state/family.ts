/** The relatives that the person who is signed in acts for. */
import type { Answer } from "@venuecode/core";
import { ref } from "vue";
import { loadRegistrationOptions } from "./registration-options";
import { api, session } from "./session";
import { forget, readStored, store } from "./storage";

export type Family = Answer<"/api/v1/me/family", "get">;
export type Relative = Family["wards"][number];

/** Remembered, so that companions can be ticked before the network answers. */
export const family = ref<Relative[]>(readStored<Relative[]>("family") ?? []);

/** Ask the server; without an answer the remembered ones stay. */
export async function loadFamily(): Promise<Family | null> {
  if (!session.personId) return null;
  try {
    void loadRegistrationOptions().catch(() => undefined);
    const answer = await api.get("/api/v1/me/family");
    family.value = answer.wards;
    store("family", family.value);
    return answer;
  } catch {
    return null;
  }
}

export function forgetFamily(): void {
  family.value = [];
  forget("family");
}
