/** The account and status of the person who is signed in, masked; remembered for the start page without a network. */
import type { Answer } from "@venuecode/core";
import { ref } from "vue";
import { renewPass } from "./passes";
import { api, keepSession, serverClock, session } from "./session";
import { forget, readStored, store } from "./storage";

type Person = NonNullable<Answer<"/api/v1/me", "get">["person"]>;
type Status = Answer<"/api/v1/me/status", "get">;

export const me = ref<Person | null>(readStored<Person>("me"));
/** `fresh` is false when the server could not be asked: the status is then of its `server_time`. */
export const myStatus = ref<{ status: Status; fresh: boolean } | null>(remembered());

/** Ask the server; without an answer the remembered account and status stay, marked as old. */
export async function refreshMe(): Promise<void> {
  if (!session.token) return;
  try {
    const answer = await api.get("/api/v1/me");
    me.value = answer.person ?? null;
    store("me", me.value);
    const known = me.value === null ? null : String(me.value.person_id);
    if (session.token && known !== session.personId) keepSession(session.token, me.value?.person_id ?? null);
    if (session.personId) await refreshStatus();
  } catch {
    // an ended session is dropped by the client
    if (myStatus.value) myStatus.value = { ...myStatus.value, fresh: false };
  }
}

export function forgetMe(): void {
  me.value = null;
  myStatus.value = null;
  forget("me");
  forget("myStatus");
}

async function refreshStatus(): Promise<void> {
  const status = await api.get("/api/v1/me/status");
  serverClock.learn(status.server_time);
  myStatus.value = { status, fresh: true };
  store("myStatus", status);
  await renewPass(Number(session.personId), status.colour, serverClock.now());
}

function remembered(): { status: Status; fresh: boolean } | null {
  const status = readStored<Status>("myStatus");
  return status && { status, fresh: false };
}
