/** The account of the person who is signed in, masked; remembered for the start page. */
import type { Answer } from "@venuecode/core";
import { ref } from "vue";
import { api, keepSession, session } from "./session";
import { forget, readStored, store } from "./storage";

type Person = NonNullable<Answer<"/api/v1/me", "get">["person"]>;
export const me = ref<Person | null>(readStored<Person>("me"));

/** Ask the server; without an answer the remembered one stays. */
export async function refreshMe(): Promise<void> {
  if (!session.token) return;
  try {
    const answer = await api.get("/api/v1/me");
    me.value = answer.person ?? null;
    store("me", me.value);
    const known = me.value === null ? null : String(me.value.person_id);
    if (session.token && known !== session.personId) keepSession(session.token, me.value?.person_id ?? null);
  } catch {
    // an ended session is dropped by the client; without a network the remembered account stays
  }
}

export function forgetMe(): void {
  me.value = null;
  forget("me");
}
