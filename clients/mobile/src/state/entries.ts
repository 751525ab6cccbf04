/**
 * What a guard registers for people who do not scan. Each entry is kept before it is sent and leaves when the server
 * has answered for it; without a network the phone answers by what it kept, and what the server says later is told.
 */
import { NoAnswer, ScanQueue, uuidFrom, type Answer, type Body } from "@venuecode/core";
import { answerOffline, documentOffline, type OfflineAnswer } from "@venuecode/core/guard";
import { reactive } from "vue";
import { platform } from "../platform";
import { ourHosts } from "./deployment";
import { describe } from "./faults";
import { guardKit, renewGuardKit, sealed } from "./guard-kit";
import { loadRegistrationOptions } from "./registration-options";
import { api, movedBy, serverClock, session } from "./session";
import { readStored, store } from "./storage";

const PATH = "/api/v1/guard/doors/{door_id}/entries";
export type EntryBody = Body<typeof PATH, "post">;
/** As the guard entered them; documents lie on this phone, and travel, sealed for the server alone. */
export type EntryPerson = Exclude<EntryBody["person"], { way: "sealed" }>;
export type EntryAnswer = Answer<typeof PATH, "post">;
type Entry = { doorId: number; body: EntryBody; way: EntryPerson["way"] };
type Pair = { zh: string; en: string };
export type Taken = { by: "server"; answer: EntryAnswer } | { by: "phone"; answer: OfflineAnswer };
/** What the server said later of somebody whom the phone had answered for, and the guard has to know. */
export type Told = {
  id: string;
  owner: string;
  at: string;
  way: EntryPerson["way"];
  conflict: "let_in" | "turned_away" | null;
  /** Masked; null where nobody was found. */
  name: string | null;
  why: Pair[];
};
/** How long a guard waits for the server before the phone answers. */
const PATIENCE_MS = 4000;

async function post({ doorId, body }: Entry): Promise<EntryAnswer> {
  const answer = await api.post(PATH, { path: { door_id: doorId }, body, timeoutMs: PATIENCE_MS });
  serverClock.learn(answer.server_time);
  return answer;
}

const queue = new ScanQueue<Entry, EntryAnswer>(
  { load: () => readStored<string>("entries"), save: (text) => store("entries", text) },
  post,
  () => Date.now(),
  () => session.personId,
  { offset: () => serverClock.known, moved: ({ body, ...entry }, byMs) => ({ ...entry, body: { ...body, at: movedBy(body.at, byMs) } }) },
);

/** `reachable`: whether the server answered when it was last asked. */
export const entries = reactive<{ reachable: boolean; waiting: number; told: Told[] }>({
  reachable: true,
  waiting: queue.list().length,
  told: ownTold(),
});

/** The same entry however often it is tried. */
export type InHand = { id: string; at: string };
export const newEntry = (): InHand => ({ id: uuidFrom(platform.randomBytes(16)), at: new Date(serverClock.now()).toISOString() });

/** Register somebody, by the server or else by the phone; throws what the server refuses. */
export async function registerEntry(doorId: number, direction: "in" | "out" | null, person: EntryPerson, inHand = newEntry()): Promise<Taken> {
  const kept = person.way === "code" ? person : wrapped(person, inHand.id);
  const body: EntryBody = { client_visit_id: inHand.id, at: inHand.at, direction, person: kept ?? person };
  const entry: Entry = { doorId, body, way: person.way };
  if (!kept) return sendUnkept(entry);
  if (entries.reachable) {
    const sent = await queue.submit(inHand.id, entry);
    count();
    if (sent.kind === "answered") return { by: "server", answer: sent.answer };
    if (sent.kind === "refused") throw sent.problem;
    if (sent.kind === "kept" && sent.problem?.status === 429) {
      queue.drop(inHand.id); // nothing was stored, and the guard is told how long to wait
      count();
      throw sent.problem;
    }
    if (sent.why !== "session") entries.reachable = false;
  }
  return { by: "phone", answer: await answerAlone(entry, person) };
}

function wrapped(person: EntryPerson, id: string): EntryBody["person"] | null {
  const box = sealed(person, id);
  return box === null ? null : { way: "sealed", sealed: box };
}

/** Without a kit there is no key to seal a document with: it is sent at once or not at all, and nothing of it is kept. */
async function sendUnkept(entry: Entry): Promise<Taken> {
  try {
    return { by: "server", answer: await post(entry) };
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    entries.reachable = false;
    return { by: "phone", answer: { verdict: "refused", why: "nothing_kept", issuedAt: null } };
  }
}

async function answerAlone({ doorId, body, way }: Entry, person: EntryPerson): Promise<OfflineAnswer> {
  const judge = () => (person.way === "code" ? answerOffline(person.code, doorId, body.direction ?? null, guardKit(), ourHosts(), serverClock.now()) : documentOffline(serverClock.now()));
  let answer = await judge();
  if (answer.verdict === "refused" && answer.why === "ahead" && answer.issuedAt !== null) {
    // signed by the server and yet to come: it is this phone's clock that is late
    serverClock.learnNotBefore(answer.issuedAt);
    body = { ...body, at: new Date(serverClock.now()).toISOString() };
    answer = await judge();
  }
  if (answer.verdict === "refused" || person.way === "document") queue.drop(body.client_visit_id);
  else {
    const entry = { doorId, body: { ...body, shown_offline: answer.verdict }, way };
    queue.keep(body.client_visit_id, entry);
    queue.amend(body.client_visit_id, entry);
  }
  count();
  return answer;
}

/** Send what waits, in its order, or find out whether the server is there again. */
export async function sendEntries(doors: number[]): Promise<void> {
  if (!session.token || !session.personId) return;
  if (!entries.reachable) await look(doors); // teaches the clock, too, before anything is sent
  if (!entries.reachable) return;
  const kept = new Map(queue.list().map((one) => [one.id, one.body]));
  for (const result of kept.size ? await queue.flush() : []) {
    if (result.kind === "kept") {
      if (result.why === "offline") entries.reachable = false;
      else if (result.problem?.status === 429) entries.reachable = true;
      continue;
    }
    entries.reachable = true;
    const entry = kept.get(result.id);
    if (!entry) continue;
    if (result.kind === "refused") tell(entry, { conflict: null, name: null, why: [sameTwice(describe(result.problem))] });
    else later(entry, result.answer);
  }
  count();
}

/** Renew what is kept; whether it worked says whether the server is there. */
export async function look(doors: number[]): Promise<void> {
  try {
    await renewGuardKit(doors);
    await loadRegistrationOptions();
    entries.reachable = true;
  } catch (error) {
    if (error instanceof NoAnswer) entries.reachable = false;
  }
}

export function read(told: Told): void {
  entries.told = entries.told.filter((one) => one.id !== told.id);
  keepTold();
}

/** Count again for whoever has just signed in. */
export function countEntries(): void {
  count();
  entries.told = ownTold();
}

function later(entry: Entry, answer: EntryAnswer): void {
  if (answer.result === "refused") tell(entry, { conflict: answer.conflict ?? null, name: null, why: [answer.title, answer.way_out] });
  else if (answer.conflict) tell(entry, { conflict: answer.conflict, name: answer.visit.name, why: answer.visit.reasons.map((one) => one.title) });
}

function tell({ body, way }: Entry, what: Pick<Told, "conflict" | "name" | "why">): void {
  if (entries.told.some((one) => one.id === body.client_visit_id)) return;
  entries.told = [...entries.told, { id: body.client_visit_id, owner: session.personId ?? "", at: body.at, way: way ?? "typed", ...what }];
  keepTold();
}

function keepTold(): void {
  const others = (readStored<Told[]>("entriesTold") ?? []).filter((one) => one.owner !== session.personId);
  store("entriesTold", [...others, ...entries.told]);
}

function ownTold(): Told[] {
  return (readStored<Told[]>("entriesTold") ?? []).filter((one) => one.owner === session.personId);
}

function count(): void {
  entries.waiting = queue.list().length;
}

const sameTwice = (text: string): Pair => ({ zh: text, en: text });

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
