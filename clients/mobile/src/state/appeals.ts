/** The appeals of the person who is signed in, newest first. */
import type { Answer, Body } from "@venuecode/core";
import { ref } from "vue";
import { api } from "./session";

export type Appeal = Answer<"/api/v1/me/appeals", "get">["items"][number];
export type NewAppeal = Body<"/api/v1/me/appeals", "post">;

/** The server takes pictures up to this size. */
export const MOST_PICTURE_BYTES = 1_400_000;
const SLOW_UPLOAD_MS = 60_000;

export const appeals = ref<Appeal[]>([]);

export async function loadAppeals(): Promise<void> {
  appeals.value = (await api.get("/api/v1/me/appeals")).items;
}

export async function makeAppeal(appeal: NewAppeal): Promise<void> {
  await api.post("/api/v1/me/appeals", { body: appeal, timeoutMs: SLOW_UPLOAD_MS });
}

export function forgetAppeals(): void {
  appeals.value = [];
}
