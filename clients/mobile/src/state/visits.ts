/**
 * Scans of the person who is signed in: the one in hand, those not yet acknowledged, and the last answer, which a
 * reload shows again instead of scanning anew.
 */
import { ScanQueue, uuidFrom, type Answer, type ApiProblem, type Body, type Delivered } from "@venuecode/core";
import { reactive } from "vue";
import { platform } from "../platform";
import { describe } from "./faults";
import { api, movedBy, serverClock, session } from "./session";
import { forget, readStored, store } from "./storage";

export type ScanBody = Body<"/api/v1/scans", "post">;
export type ScanAnswer = Answer<"/api/v1/scans", "post">;
export type Visit = Extract<ScanAnswer, { result: "visit" }>;
export type Refused = Extract<ScanAnswer, { result: "refused" }>;
export type Direction = "in" | "out";
/** `title` and `way_out` in words; `venue` and `door` where the code led to them. */
type LateRefusal = { body: ScanBody; refused: Pick<Refused, "title" | "way_out" | "venue" | "door"> & { code: string } };

const queue = new ScanQueue<ScanBody, ScanAnswer>(
  { load: () => readStored<string>("scans"), save: (text) => store("scans", text) },
  async (body) => {
    const answer = await api.post("/api/v1/scans", { body });
    serverClock.learn(answer.server_time);
    return answer;
  },
  () => Date.now(),
  () => session.personId,
  { offset: () => serverClock.known, moved: (body, byMs) => ({ ...body, at: movedBy(body.at, byMs) }) },
);

/** What the screens show of it. */
export const visits = reactive<{ waiting: number; /** What came of scans that were sent later, by `client_visit_id`. */ sentLate: Record<string, ScanAnswer>; refusedLate: LateRefusal[]; last: { code: string; answer: Visit } | null; /** Whether the last answer has been heard as well as seen. */ announced: boolean }>({
  announced: true,
  waiting: queue.list().length,
  sentLate: {},
  refusedLate: readStored<LateRefusal[]>("refusedLate") ?? [],
  last: readStored<{ code: string; answer: Visit }>("lastVisit"),
});

/** A new scan of a door, made now. It is the same scan however often it is sent. */
export function newScan(code: string): ScanBody {
  return {
    code,
    client_visit_id: uuidFrom(platform.randomBytes(16)),
    at: new Date(serverClock.now()).toISOString(),
    direction: null,
    companions: [],
  };
}

/**
 * The scan that a page is busy with, so that signing in, registering or a reload in between goes on with the same one.
 * Offline scans are not gone on with: whoever scans again then means another passage.
 */
const IN_HAND_MS = 10 * 60 * 1000;

export function scanInHand(code: string): ScanBody | null {
  const kept = readStored<{ body: ScanBody; since: number }>("scanInHand");
  return kept && kept.body.code === code && Date.now() - kept.since < IN_HAND_MS ? kept.body : null;
}

export function takeInHand(body: ScanBody): void {
  store("scanInHand", { body, since: Date.now() });
}

export function layDown(): void {
  forget("scanInHand");
}

/** Send a scan; it is kept on the device until the server has acknowledged it. */
export async function send(body: ScanBody): Promise<Delivered<ScanAnswer>> {
  const result = await queue.submit(body.client_visit_id, body);
  visits.waiting = queue.list().length;
  if (result.kind === "answered" && result.answer.result === "visit") rememberVisit(body.code, result.answer);
  return result;
}

/** Change what a kept scan says, as long as nobody has acknowledged it. */
export function amend(body: ScanBody): void {
  queue.amend(body.client_visit_id, body);
}

/** Send what waits. Scans that the server refuses only now are kept for the person to read. */
export async function sendWaiting(): Promise<void> {
  if (!session.token || !session.personId || !queue.list().length) return;
  const bodies = new Map(queue.list().map((scan) => [scan.id, scan.body]));
  for (const result of await queue.flush()) {
    const body = bodies.get(result.id);
    if (!body) continue;
    if (result.kind === "answered") visits.sentLate = { ...visits.sentLate, [result.id]: result.answer };
    if (result.kind === "answered" && result.answer.result === "refused") visits.refusedLate.push({ body, refused: result.answer });
    else if (result.kind === "refused") visits.refusedLate.push({ body, refused: refusedBy(result.problem) });
  }
  visits.waiting = queue.list().length;
  store("refusedLate", visits.refusedLate);
}

function refusedBy(problem: ApiProblem): LateRefusal["refused"] {
  const title = describe(problem);
  return { code: problem.code, title: { zh: title, en: title }, way_out: { zh: "", en: "" } };
}

/** The person has read a late refusal, or answers the direction it asked for. */
export async function settleLate(late: LateRefusal, direction: Direction | null): Promise<void> {
  visits.refusedLate = visits.refusedLate.filter((other) => other.body.client_visit_id !== late.body.client_visit_id);
  store("refusedLate", visits.refusedLate);
  if (direction) await send({ ...late.body, direction });
}

/** Nothing of the person stays on the device's screens after signing out; unsent scans wait for their owner. */
export function forgetVisits(): void {
  layDown();
  visits.last = null;
  visits.refusedLate = [];
  visits.waiting = 0;
  visits.sentLate = {};
  forget("lastVisit");
  forget("refusedLate");
}

/** Count again for whoever has just signed in; the pages send. */
export function countWaiting(): void {
  visits.waiting = queue.list().length;
}

/** Make this the answer that the result page shows. */
export function rememberVisit(code: string, answer: Visit): void {
  visits.last = { code, answer };
  visits.announced = false;
  store("lastVisit", visits.last);
}
