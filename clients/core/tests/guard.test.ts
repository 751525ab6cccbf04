import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { ServerClock } from "../src/clock.ts";
import { answerOffline, documentOffline, type Kept, type OfflineAnswer } from "../src/guard.ts";

type Status = { colour: string; reason: number; until: string | null; test: "negative" | "positive" | null; test_at: string | null };
type Vector = { why: string; text: string; now: string; result: string; life_hours: number; issued_at: string; status: Status };
const vectors = JSON.parse(readFileSync(new URL("../../../tests/vectors/personal_codes.json", import.meta.url), "utf8")) as {
  keys: Kept["kit"]["keys"];
  code_key: string;
  codes: Vector[];
  hosts: string[];
  card: { code: string; mark: string };
};
const secret = Buffer.from(vectors.code_key, "hex").toString("base64url");
const words = { zh: "字", en: "words" };
const NUMBERS = [1, 4, 12, 40, 41, 42];
const DAY = 24 * 3_600_000;

function keptWith(change: { asked_hours?: number; closed?: boolean; key?: boolean; revoked?: string[] } = {}): Kept {
  return {
    kit: {
      doors: [{ id: 7, name: "南门", direction: "in", venue_name: "图书馆", asked_hours: change.asked_hours ?? null, closed: change.closed ? words : null }],
      keys: vectors.keys,
      code_keys: change.key === false ? [] : [{ secret, issued_from: "2020-01-01T00:00:00Z", issued_until: "2030-01-01T00:00:00Z" }],
      sealing_key: "",
      reasons: NUMBERS.map((number) => ({ number, code: `r${number}`, title: words, advice: words })),
    },
    kitAt: 5,
    revoked: change.revoked ?? [],
    revokedAt: 6,
  };
}

const ask = (vector: Vector, kept: Kept | null = keptWith(), direction: "in" | "out" = "in") => answerOffline(vector.text, 7, direction, kept, vectors.hosts, Date.parse(vector.now));
const good = vectors.codes.filter((one) => one.result === "ok");
const changed = (one: Vector) => one.status.until !== null && Date.parse(one.status.until) <= Date.parse(one.now);
const green = good.find((one) => one.status.colour === "green" && !changed(one))!;
const red = good.find((one) => one.status.colour === "red" && !changed(one))!;

for (const vector of good) {
  test(`the offline verdict is never better than the status in the code: ${vector.why}`, async () => {
    const answer = await ask(vector);
    if (answer.verdict === "refused") return assert.fail(answer.why);
    const expected = changed(vector) ? "unknown" : vector.status.colour === "green" ? "pass" : "stop";
    assert.equal(answer.verdict, expected);
    assert.equal(answer.asOf, Date.parse(vector.issued_at), "of when the code was made, not of now");
    assert.equal(answer.found, vector.life_hours ? "offline_pass" : "personal_code");
  });
}

for (const vector of vectors.codes.filter((one) => one.result !== "ok")) {
  test(`what the server refuses is refused here, too: ${vector.why}`, async () => {
    const answer = await ask(vector);
    assert.equal(answer.verdict, "refused");
    if (["ahead", "expired"].includes(vector.result)) assert.ok(answer.verdict === "refused" && answer.issuedAt, "the server's own word on the time");
  });
}

test("a red code says why", async () => {
  const answer = (await ask(red)) as Extract<OfflineAnswer, { reasons: unknown }>;
  assert.deepEqual(answer.reasons.map((one) => one.number), [red.status.reason]);
});

test("the venue's demand for a test holds on the way in only", async () => {
  const tested = good.find((one) => one.status.colour === "green" && one.status.test === "negative" && !changed(one)) ?? green;
  const age = tested.status.test_at ? (Date.parse(tested.now) - Date.parse(tested.status.test_at)) / 3_600_000 : Infinity;
  const [strict, kind] = [Math.floor(age) - 1, Math.ceil(age) + 1];
  if (Number.isFinite(age)) {
    assert.equal((await ask(tested, keptWith({ asked_hours: kind }))).verdict, "pass");
    assert.equal((await ask(tested, keptWith({ asked_hours: strict }))).verdict, "stop");
    assert.equal((await ask(tested, keptWith({ asked_hours: strict }), "out")).verdict, "pass");
  } else assert.equal((await ask(tested, keptWith({ asked_hours: 48 }))).verdict, "stop");
});

test("without the day's code key the code is ours, and its status unknown", async () => {
  assert.equal((await ask(green, keptWith({ key: false }))).verdict, "unknown");
});

test("a card is well-formed or revoked; its status nobody knows here", async () => {
  const card = (kept: Kept) => answerOffline(vectors.card.code, 7, "in", kept, vectors.hosts, 0);
  assert.deepEqual(await card(keptWith()), { verdict: "unknown", found: "card", colour: null, reasons: [], test: null, asOf: 6 });
  assert.deepEqual(await card(keptWith({ revoked: [vectors.card.mark] })), { verdict: "refused", why: "card_revoked", issuedAt: null });
});

test("a closed door, another door and an empty phone let nobody through", async () => {
  const why = async (kept: Kept | null, door = 7) => {
    const answer = await answerOffline(green.text, door, "in", kept, vectors.hosts, Date.parse(green.now));
    return answer.verdict === "refused" && answer.why;
  };
  assert.equal(await why(keptWith({ closed: true })), "closed");
  assert.equal(await why(keptWith(), 8), "nothing_kept");
  assert.equal(await why(null), "nothing_kept");
});

test("a document is written down, not judged", () => {
  assert.deepEqual(documentOffline(9), { verdict: "unknown", found: "document", colour: null, reasons: [], test: null, asOf: 9 });
});

test("the clock follows answers, remembers across a restart and is never behind what the server signed", () => {
  let device = DAY;
  let kept = 0;
  const clock = new ServerClock(() => device, 0, (offset) => (kept = offset));
  clock.learnRoughly(new Date(DAY + 1500).toUTCString());
  assert.equal(clock.now(), DAY, "a date in whole seconds says nothing new");
  clock.learnRoughly(new Date(DAY - 600_000).toUTCString());
  assert.ok(Math.abs(clock.now() - (DAY - 600_000)) < 1000, "ten minutes ahead");
  const restarted = new ServerClock(() => device, kept);
  assert.equal(restarted.now(), clock.now());
  device -= 1_200_000;
  restarted.learnNotBefore(DAY - 540_000);
  assert.equal(restarted.now(), DAY - 540_000);
  restarted.learnNotBefore(DAY - 560_000);
  assert.equal(restarted.now(), DAY - 540_000);
});
