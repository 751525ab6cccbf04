import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { groupedCode, parseCode } from "../src/code.ts";

type Vector = { why: string; text: string; result: string; code?: string; proof?: string };
const vectors = JSON.parse(readFileSync(new URL("../../../tests/vectors/venue_codes.json", import.meta.url), "utf8")) as {
  hosts: string[];
  made: { code: string; grouped: string }[];
  parsed: Vector[];
};

for (const { code, grouped } of vectors.made) {
  test(`${code} is printed in groups and read back`, () => {
    assert.equal(groupedCode(code), grouped);
    assert.deepEqual(parseCode(grouped, []), { ok: true, code });
  });
}

for (const { why, text, result, code, proof } of vectors.parsed) {
  test(`reads as the server does: ${why}`, () => {
    const expected = result === "ok" ? { ok: true, code, ...(proof ? { proof } : {}) } : { ok: false, fault: result };
    assert.deepEqual(parseCode(text, vectors.hosts), expected);
  });
}
