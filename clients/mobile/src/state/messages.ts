/** Messages that the platform may bring: asked for where somebody does what will be answered, and never needed. */
import type { Answer } from "@venuecode/core";
import { platform } from "../platform";
import { api } from "./session";
import { readStored, store } from "./storage";

type Templates = Answer<"/api/v1/channels/{provider}/{app_id}/messages", "get">["items"];
type Message = Templates[number]["message"];
let known: Templates = readStored<Templates>("messages") ?? [];

/** Learn the templates at the start: the platforms let nothing be waited for between a tap and the question. */
export async function learnMessages(): Promise<void> {
  if (!platform.signIn) return;
  const { provider, appId } = platform.signIn;
  try {
    known = (await api.get("/api/v1/channels/{provider}/{app_id}/messages", { path: { provider, app_id: appId } })).items;
    store("messages", known);
  } catch {
    // those of the last start, or none: a text message comes instead
  }
}

/** Ask, from a tap, whether this message may come. */
export async function askFor(message: Message): Promise<void> {
  const template = known.find((one) => one.message === message)?.template_id;
  if (template) await platform.askForMessages([template]);
}
