/**
 * What a guard's phone can say without the network: by the keys, the doors' demands and the list of revoked cards that
 * it kept. Its verdict is never fresher than what it rests on, and says of when that is. Apart from the index, as
 * personal-code.ts. The twin for terminals is `src/venuecode/cli/device/offline.py`.
 */
import type { components } from "./api";
import { fromBase64Url } from "./pass.ts";
import { cardMark, checkCode, isPersonalCode, openSealed, parseCard, type CodeFault, type ShownStatus, type SignedCode } from "./personal-code.ts";

type Schemas = components["schemas"];
export type OfflineKit = Schemas["OfflineKit"];
export type KitDoor = Schemas["KitDoor"];
export type KitReason = Schemas["KitReason"];
/** What the phone kept; times in milliseconds of the server's clock: of when the kit and the list are. */
export type Kept = { kit: OfflineKit; kitAt: number; revoked: readonly string[]; revokedAt: number };
export type Found = "personal_code" | "offline_pass" | "card" | "document";
export type OfflineAnswer =
  | {
      verdict: "pass" | "stop" | "unknown";
      found: Found;
      /** Null where the status cannot be known. */
      colour: ShownStatus["colour"] | null;
      reasons: KitReason[];
      test: { result: "negative" | "positive"; at: number } | null;
      /** Of when what this rests on is. */
      asOf: number;
    }
  | { verdict: "refused"; why: CodeFault | "card_revoked" | "mistyped" | "venue_code" | "something_else" | "closed" | "nothing_kept"; issuedAt: number | null };

const GREY_AT_LEAST = { green: "grey", grey: "grey", yellow: "yellow", red: "red" } as const;
const NO_TEST = 40;
const TEST_TOO_OLD = 41;
const TEST_POSITIVE = 42;

/** Decide what a camera read, or what was typed from a card, at one of the kept doors. */
export async function answerOffline(
  text: string,
  doorId: number,
  direction: "in" | "out" | null,
  kept: Kept | null,
  hosts: readonly string[],
  now: number,
): Promise<OfflineAnswer> {
  const door = kept?.kit.doors.find((one) => one.id === doorId);
  if (!kept || !door) return refused("nothing_kept");
  if (door.closed) return refused("closed");
  if (!isPersonalCode(text)) return ofCard(text, kept, hosts);
  const checked = await checkCode(text, kept.kit.keys, now);
  if (!checked.ok) return refused(checked.fault, checked.issuedAt ?? null);
  return ofCode(checked.code, door, direction ?? (door.direction === "out" ? "out" : "in"), kept.kit, now);
}

/** A document says nothing of a status: whoever is written down waits for the server's word. */
export function documentOffline(now: number): OfflineAnswer {
  return unknown("document", now);
}

function ofCard(text: string, kept: Kept, hosts: readonly string[]): OfflineAnswer {
  const card = parseCard(text, hosts);
  if (!card.ok) return refused(card.fault);
  return kept.revoked.includes(cardMark(card.code)) ? refused("card_revoked") : unknown("card", kept.revokedAt);
}

function ofCode(code: SignedCode, door: KitDoor, direction: "in" | "out", kit: OfflineKit, now: number): OfflineAnswer {
  const found = code.lifeHours ? "offline_pass" : "personal_code";
  const key = kit.code_keys.find((one) => Date.parse(one.issued_from) <= code.issuedAt && code.issuedAt < Date.parse(one.issued_until));
  if (!key) return unknown(found, code.issuedAt);
  const status = openSealed(fromBase64Url(key.secret), code);
  // it has changed by itself since: only the server knows to what
  if (status.until !== null && status.until <= now) return unknown(found, code.issuedAt);
  const unmet = direction === "in" ? unmetDemand(status, door.asked_hours ?? null, now) : null;
  const numbers = [...(status.reason ? [status.reason] : []), ...(unmet ? [unmet] : [])];
  const colour = unmet ? GREY_AT_LEAST[status.colour] : status.colour;
  return {
    verdict: colour === "green" ? "pass" : "stop",
    found,
    colour,
    reasons: kit.reasons.filter((one) => numbers.includes(one.number)),
    test: status.test && status.testAt !== null ? { result: status.test, at: status.testAt } : null,
    asOf: code.issuedAt,
  };
}

function unmetDemand(status: ShownStatus, hours: number | null, now: number): number | null {
  if (hours === null) return null;
  if (status.testAt === null || status.test === null) return NO_TEST;
  if (status.test === "positive") return TEST_POSITIVE;
  return now - status.testAt > hours * 3_600_000 ? TEST_TOO_OLD : null;
}

function unknown(found: Found, asOf: number): OfflineAnswer {
  return { verdict: "unknown", found, colour: null, reasons: [], test: null, asOf };
}

function refused(why: Extract<OfflineAnswer, { verdict: "refused" }>["why"], issuedAt: number | null = null): OfflineAnswer {
  return { verdict: "refused", why, issuedAt };
}
