/** Who is signed in on this device, and the one client that speaks for them. */
import { ApiClient, ServerClock } from "@venuecode/core";
import { reactive } from "vue";
import { platform } from "../platform";
import { transport } from "./http";
import { settings } from "./settings";
import { forget, readStored, store } from "./storage";

type Kept = { token: string; personId: string | null };
const kept = readStored<Kept>("session");

export const session = reactive<{ token: string | null; /** Null until registered. */ personId: string | null; ended: boolean }>({
  token: kept?.token ?? null,
  personId: kept?.personId ?? null,
  /** The server ended the session: said where the person is asked to sign in again. */
  ended: false,
});

/** What is known of the server's clock stays for times without a network. */
export const serverClock = new ServerClock(() => Date.now(), readStored<number>("clock") ?? 0, (offset) => void store("clock", offset));

/** A moment put right by what was learnt of the clock. */
export const movedBy = (at: string, byMs: number): string => new Date(Date.parse(at) + byMs).toISOString();

export function keepSession(token: string, personId: number | null): void {
  session.token = token;
  session.personId = personId === null ? null : String(personId);
  session.ended = false;
  store("session", { token, personId: session.personId });
}

export function dropSession(ended: boolean): void {
  session.token = null;
  session.personId = null;
  session.ended = ended;
  forget("session");
}

export const api = new ApiClient({
  baseUrl: platform.baseUrl,
  transport,
  token: () => session.token,
  language: () => settings.language,
  onDate: (date) => serverClock.learnRoughly(date),
  onSessionEnded: () => dropSession(true),
});
