/** Notices to people who were exposed: how many wait to be read, and reading them. */
import type { Answer } from "@venuecode/core";
import { ref } from "vue";
import { api, session } from "./session";

export type Notice = Answer<"/api/v1/me/notices", "get">["items"][number];

/** Of the person and whoever they look after; the start page shows it. */
export const unreadNotices = ref(0);

export async function loadNotices(): Promise<Notice[]> {
  const found = await api.get("/api/v1/me/notices");
  unreadNotices.value = found.unread;
  return found.items;
}

/** Ask how many are unread; without an answer the number stays as it was. */
export async function refreshNotices(): Promise<void> {
  if (!session.personId) return void (unreadNotices.value = 0);
  try {
    await loadNotices();
  } catch {
    // the start page works without a network
  }
}

/** Note that all of these were read; one call for a notice, however many of the family it is about. */
export async function markRead(notices: readonly Notice[]): Promise<void> {
  const unread = new Set(notices.filter((one) => !one.read).map((one) => one.id));
  for (const notice_id of unread) await api.post("/api/v1/me/notices/{notice_id}/read", { path: { notice_id } });
  unreadNotices.value = 0;
}
