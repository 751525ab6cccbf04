/**
 * Plays a phone from outside: keeps what a file says, sends until nothing waits or the program is told to die, and
 * prints what the server said. Run again on the same store it goes on where it was killed.
 * One JSON argument: {url, token, owner, store, kind, made, offset, die, rounds}; `offset` in ms is how wrong its clock is.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { ApiClient } from "../src/client.ts";
import { ServerClock } from "../src/clock.ts";
import { NoAnswer } from "../src/problem.ts";
import { ScanQueue } from "../src/queue.ts";

type Made = { id: string; doorId?: number; body: { at: string | null } & Record<string, unknown> };
const asked = JSON.parse(process.argv[2]!) as {
  url: string; token: string; owner: string; store: string; kind: "scans" | "entries"; made: Made[]; offset: number; die: number; rounds: number;
};
const device = () => Date.now() + asked.offset;
const clock = new ServerClock(device);
let sent = 0;
const bodies: unknown[] = [];

const api = new ApiClient({
  baseUrl: asked.url,
  token: () => asked.token,
  language: () => "en",
  onSessionEnded: () => process.exit(3),
  onDate: (date) => clock.learnRoughly(date),
  transport: async (request) => {
    sent += 1;
    if (asked.die && sent > asked.die) process.exit(9); // as a phone whose battery is empty: nothing is tidied up
    try {
      const answer = await fetch(request.url, { method: request.method, headers: request.headers, body: request.body, signal: AbortSignal.timeout(request.timeoutMs) });
      return { status: answer.status, header: (name) => answer.headers.get(name), text: await answer.text() };
    } catch {
      throw new NoAnswer();
    }
  },
});

const queue = new ScanQueue<Made, unknown>(
  {
    load: () => (existsSync(asked.store) ? readFileSync(asked.store, "utf8") : null),
    save: (text) => {
      writeFileSync(`${asked.store}.new`, text);
      renameSync(`${asked.store}.new`, asked.store);
      return true;
    },
  },
  ({ body, doorId }) => {
    bodies.push(body);
    return asked.kind === "scans"
      ? api.post("/api/v1/scans", { body: body as never, timeoutMs: 3000 })
      : api.post("/api/v1/guard/doors/{door_id}/entries", { path: { door_id: doorId! }, body: body as never, timeoutMs: 3000 });
  },
  device,
  () => asked.owner,
  { offset: () => clock.known, moved: (one, byMs) => ({ ...one, body: { ...one.body, at: new Date(Date.parse(one.body.at!) + byMs).toISOString() } }) },
);

for (const one of asked.made) queue.keep(one.id, { ...one, body: { ...one.body, at: one.body.at ?? new Date(clock.now()).toISOString() } });
const told: Record<string, unknown> = {};
for (let round = 0; round < asked.rounds && queue.list().length; round += 1)
  for (const result of await queue.flush())
    if (result.kind === "answered") told[result.id] = result.answer;
    else if (result.kind === "refused") told[result.id] = { refused: result.problem.code };
console.log(JSON.stringify({ told, waiting: queue.list().length, sent: bodies }));
