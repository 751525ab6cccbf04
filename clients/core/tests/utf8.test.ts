import assert from "node:assert/strict";
import { test } from "node:test";
import { Utf8Reader } from "../src/utf8.ts";

const WORDS = "data: 王*明 pass é 🚌 通行\n\n";

test("text cut between any two bytes comes out whole", () => {
  const bytes = new TextEncoder().encode(WORDS);
  for (let cut = 0; cut <= bytes.length; cut++) {
    const reader = new Utf8Reader();
    assert.equal(reader.read(bytes.slice(0, cut)) + reader.read(bytes.slice(cut)), WORDS, `cut at ${cut}`);
  }
});

test("a byte that begins no character is shown as such and ends nothing", () => {
  assert.equal(new Utf8Reader().read(new Uint8Array([0x41, 0x80, 0x42])), "A\ufffdB");
});
