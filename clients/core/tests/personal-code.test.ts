import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fromBase64Url, readPass } from "../src/pass.ts";
import { cardMark, checkCode, fromBase45, openSealed, parseCard, verifyByNoble, verifyEd25519, type PublishedKey } from "../src/personal-code.ts";

type Status = { colour: string; reason: number; as_of: string | null; until: string | null; test: string | null; test_at: string | null; doses: number };
type Vector = { why: string; text: string; now: string; result: string; life_hours: number; issued_at: string; valid_until: string; status: Status };
const vectors = JSON.parse(readFileSync(new URL("../../../tests/vectors/personal_codes.json", import.meta.url), "utf8")) as {
  keys: PublishedKey[];
  code_key: string;
  codes: Vector[];
  hosts: string[];
  card: { code: string; mark: string };
  cards: { why: string; text: string; result: string }[];
};
const codeKey = Uint8Array.from(vectors.code_key.match(/../g)!, (pair) => parseInt(pair, 16));
const moment = (text: string | null) => text && Date.parse(text);

for (const [how, verify] of [["the host's Ed25519", verifyEd25519], ["@noble/curves", verifyByNoble]] as const) {
  for (const vector of vectors.codes) {
    test(`reads as the server does, with ${how}: ${vector.why}`, async () => {
      const read = await checkCode(vector.text, vectors.keys, Date.parse(vector.now), verify);
      if (!read.ok) return assert.equal(read.fault, vector.result);
      assert.equal("ok", vector.result);
      assert.deepEqual(
        [read.code.lifeHours, read.code.issuedAt, read.code.validUntil],
        [vector.life_hours, Date.parse(vector.issued_at), Date.parse(vector.valid_until)],
      );
      const { status } = vector;
      assert.deepEqual(openSealed(codeKey, read.code), {
        colour: status.colour,
        reason: status.reason,
        asOf: moment(status.as_of),
        until: moment(status.until),
        test: status.test,
        testAt: moment(status.test_at),
        doses: status.doses,
      });
    });
  }
}

for (const { why, text, result } of vectors.cards) {
  test(`a card reads as on the server: ${why}`, () => {
    const read = parseCard(text, vectors.hosts);
    assert.deepEqual(read, result === "ok" ? { ok: true, code: vectors.card.code } : { ok: false, fault: result });
  });
}

test("a card's mark is the one in the list of revoked cards", () => assert.equal(cardMark(vectors.card.code), vectors.card.mark));

test("Base45 as in RFC 9285", () => {
  const text = (bytes: Uint8Array | null) => bytes && String.fromCharCode(...bytes);
  assert.equal(text(fromBase45("BB8")), "AB");
  assert.equal(text(fromBase45("%69 VD92EX0")), "Hello!!");
  assert.equal(text(fromBase45("QED8WEX0")), "ietf!");
  assert.equal(fromBase45("GGW"), null);
  assert.equal(fromBase45("a"), null);
});

test("a pass is read until it ends, and never if it is not one", () => {
  const content = { version: 1, masked_name: "王*奶", valid_until: "2026-05-07T04:00:00Z" };
  const signed = `e30.${Buffer.from(JSON.stringify(content)).toString("base64url")}.c2ln`;
  assert.equal(readPass(signed, Date.parse("2026-05-07T03:59:59Z"))?.masked_name, "王*奶");
  assert.equal(readPass(signed, Date.parse("2026-05-07T04:00:00Z")), null);
  assert.equal(readPass("nonsense", 0), null);
  assert.throws(() => fromBase64Url("a+b"));
});
