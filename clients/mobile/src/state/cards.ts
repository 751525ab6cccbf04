/** Paper cards of oneself and of those whom one shows for. */
import type { Answer } from "@venuecode/core";
import { api } from "./session";

export type Holder = Answer<"/api/v1/me/cards", "get">["items"][number];

export const loadCards = async (): Promise<Holder[]> => (await api.get("/api/v1/me/cards")).items;

/** A new card; one that was good until now is ended by it. */
export const issueCard = (personId: number, disabled: boolean): Promise<Holder> =>
  api.post("/api/v1/me/cards/{person_id}", { path: { person_id: personId }, body: { disabled } });

export const revokeCard = (personId: number): Promise<unknown> =>
  api.post("/api/v1/me/cards/{person_id}/revoke", { path: { person_id: personId }, body: { because: "lost" } });

export const cardPicture = (personId: number): string => api.url("/api/v1/me/cards/{person_id}/card.png", { person_id: personId });
export const cardPdf = (personId: number): string => api.url("/api/v1/me/cards/{person_id}/card.pdf", { person_id: personId });
