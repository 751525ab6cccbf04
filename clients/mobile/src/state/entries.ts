/** What a guard registers for people who do not scan: one request each, the same one again when the network stumbled. */
import { NoAnswer, uuidFrom, type Answer, type Body } from "@venuecode/core";
import { platform } from "../platform";
import { api, serverClock } from "./session";

const PATH = "/api/v1/guard/doors/{door_id}/entries";
export type EntryBody = Body<typeof PATH, "post">;
export type EntryPerson = EntryBody["person"];
export type EntryAnswer = Answer<typeof PATH, "post">;
const TRIES = 3;
const PAUSE_MS = 1500;

export async function registerEntry(doorId: number, direction: "in" | "out" | null, person: EntryPerson): Promise<EntryAnswer> {
  const body: EntryBody = {
    client_visit_id: uuidFrom(platform.randomBytes(16)),
    at: new Date(serverClock.now()).toISOString(),
    direction,
    person,
  };
  for (let tried = 1; ; tried++) {
    try {
      return await api.post(PATH, { path: { door_id: doorId }, body });
    } catch (error) {
      if (!(error instanceof NoAnswer) || tried === TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}

/** Lets each code through once: a camera reads the same one many times a second. */
export function onceEach(quietMs: number): (text: string, now: number) => boolean {
  const seen = new Map<string, number>();
  return (text, now) => {
    for (const [other, at] of seen) if (now - at > quietMs) seen.delete(other);
    const fresh = !seen.has(text);
    seen.set(text, now);
    return fresh;
  };
}
