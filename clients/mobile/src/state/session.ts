/** Who is signed in on this device, and the one client that speaks for them. */
import { ApiClient, ServerClock } from "@venuecode/core";
import { reactive } from "vue";
import { platform } from "../platform";
import { transport } from "./http";
import { settings } from "./settings";
import { forget, readStored, store } from "./storage";

export const session = reactive<{ token: string | null; ended: boolean }>({
  token: readStored<string>("session"),
  /** The server ended the session: say so where the person is asked to sign in again. */
  ended: false,
});

export const serverClock = new ServerClock(() => Date.now());

export function keepSession(token: string): void {
  session.token = token;
  session.ended = false;
  store("session", token);
}

export function dropSession(ended: boolean): void {
  session.token = null;
  session.ended = ended;
  forget("session");
}

export const api = new ApiClient({
  baseUrl: platform.baseUrl,
  transport,
  token: () => session.token,
  language: () => settings.language,
  onSessionEnded: () => dropSession(true),
});
