/** The signed passes that this device keeps for times without a network, one a person: one's own and those of relatives. */
import { readPass, type PassContent } from "@venuecode/core";
import { api, serverClock, session } from "./session";
import { forget, readStored, store } from "./storage";

/** `owner` is who was signed in: the passes say nothing to whoever signs in next. */
type Kept = { owner: string; signed: Record<string, string> };
const RENEW_AFTER_MS = 10 * 60_000;

/** What the device keeps of a person; null when there is nothing, or it is over at `now` (milliseconds). */
export function keptPass(personId: number, now: number): PassContent | null {
  const signed = kept().signed[personId];
  const pass = signed ? readPass(signed, now) : null;
  if (pass) serverClock.learnNotBefore(Date.parse(pass.issued_at));
  return pass;
}

/** Fetch the pass when the kept one has another colour than `colour` or is older than ten minutes; without an answer it stays. */
export async function renewPass(personId: number, colour: PassContent["status"]["colour"], now: number): Promise<void> {
  const old = keptPass(personId, now);
  if (old?.status.colour === colour && now - Date.parse(old.issued_at) < RENEW_AFTER_MS) return;
  const asker = session.token;
  try {
    const answer = await (String(personId) === session.personId
      ? api.get("/api/v1/me/pass")
      : api.get("/api/v1/me/family/{person_id}/pass", { path: { person_id: personId } }));
    if (session.token !== asker) return;
    const { owner, signed } = kept();
    store("passes", { owner, signed: { ...signed, [personId]: answer.signed } } satisfies Kept);
  } catch {
    // asked again with the next code
  }
}

export function forgetPasses(): void {
  forget("passes");
}

function kept(): Kept {
  const owner = session.personId ?? "";
  const stored = readStored<Kept>("passes");
  return stored?.owner === owner ? stored : { owner, signed: {} };
}
