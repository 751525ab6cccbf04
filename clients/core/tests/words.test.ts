import assert from "node:assert/strict";
import { test } from "node:test";
import { age, clockText, dateText, ServerClock } from "../src/clock.ts";
import { cleanDocumentNumber, documentLooksRight, residentIdLooksRight } from "../src/documents.ts";
import { uuidFrom } from "../src/ids.ts";
import { problemFrom } from "../src/problem.ts";
import { filled, inOrder } from "../src/text.ts";

const TODAY = Date.UTC(2026, 0, 1);

test("a resident ID with its check character passes; one wrong character, a future or impossible birth does not", () => {
  assert.ok(residentIdLooksRight("11010519491231002X", TODAY));
  assert.ok(!residentIdLooksRight("110105194912310021", TODAY));
  assert.ok(!residentIdLooksRight("110105194902300025", TODAY));
  assert.ok(!residentIdLooksRight("11010519491231002X", Date.UTC(1940, 0, 1)));
});

test("document numbers are cleaned as people type them", () => {
  assert.equal(cleanDocumentNumber(" 110105 19491231-002x "), "11010519491231002X");
  assert.equal(cleanDocumentNumber("Ｈ１２３４５６７８"), "H12345678");
  assert.ok(documentLooksRight("hk_macao_permit", "H12345678", TODAY));
  assert.ok(documentLooksRight("passport", "E12345678", TODAY));
  assert.ok(!documentLooksRight("taiwan_permit", "H12345678", TODAY));
});

test("times are Shanghai's whatever the device's zone", () => {
  assert.equal(clockText(Date.parse("2026-03-01T16:00:05Z")), "00:00:05");
  assert.equal(dateText(Date.parse("2026-03-01T16:00:05Z")), "2026-03-02");
});

test("the server's clock is followed on a device that is an hour off", () => {
  let device = Date.parse("2026-03-01T09:00:00Z");
  const clock = new ServerClock(() => device);
  clock.learn("2026-03-01T08:00:00Z");
  device += 5000;
  assert.equal(clock.now(), Date.parse("2026-03-01T08:00:05Z"));
});

test("an age is told in the unit a person would use", () => {
  const hour = 3_600_000;
  assert.deepEqual(age(0, 59 * 60_000), { count: 59, unit: "minute" });
  assert.deepEqual(age(0, 47 * hour), { count: 47, unit: "hour" });
  assert.deepEqual(age(0, 96 * hour), { count: 4, unit: "day" });
});

test("a uuid has its version and variant", () => {
  assert.equal(uuidFrom(new Uint8Array(16).fill(255)), "ffffffff-ffff-4fff-bfff-ffffffffffff");
});

test("a problem document becomes words, fields and a wait", () => {
  const body = { code: "busy", title: "系统繁忙", status: 503, fields: { "doors.0.name": "请填写" }, retry_after: 9 };
  const problem = problemFrom(503, body, "3");
  assert.equal(problem.code, "busy");
  assert.equal(problem.title, "系统繁忙");
  assert.equal(problem.retryAfter, 3);
  assert.deepEqual(problem.fields, { "doors.0.name": "请填写" });
});

test("an answer that is no problem document still becomes a problem", () => {
  for (const body of [undefined, null, "Bad Gateway", [], { fields: "x", title: 3 }]) {
    const problem = problemFrom(502, body, null);
    assert.equal(problem.code, "http_502");
    assert.equal(problem.retryAfter, null);
    assert.deepEqual(problem.fields, {});
  }
});

test("a text is filled with its values, and one is told from many", () => {
  const rows = "Import {n} {n|row|rows}";
  assert.equal(filled(rows, { n: 1 }), "Import 1 row");
  assert.equal(filled(rows, { n: 0 }), "Import 0 rows");
  assert.equal(filled(rows, { n: "1,000" }), "Import 1,000 rows");
  assert.equal(filled("还有{n|| }{n} 处", { n: 2 }), "还有 2 处");
  assert.equal(filled("{a} {b}", { a: "x" }, (gap) => gap), "x {b}");
});

test("names stand by pinyin in Chinese and by the alphabet in English", () => {
  const names = [{ en: "Albania" }, { en: "Åland Islands" }, { en: "Denmark" }, { en: "Czechia" }];
  assert.deepEqual(inOrder(names, "zh"), names);
  assert.deepEqual(inOrder(names, "en").map((one) => one.en), ["Åland Islands", "Albania", "Czechia", "Denmark"]);
});
