import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { lastsUntil, nonceFrom, rotatingUrl, signedHeaders, type DeviceSigner } from "../src/device.ts";

type Vector = { why: string; keyid: string; path: string; body: string; created: number; nonce: string; headers: Record<string, string> };
const vectors = JSON.parse(readFileSync(new URL("../../../tests/vectors/device_signatures.json", import.meta.url), "utf8")) as {
  private_seed_hex: string;
  signed: Vector[];
};

async function signer(): Promise<DeviceSigner> {
  const seed = Buffer.from(vectors.private_seed_hex, "hex");
  const pkcs8 = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), seed]);
  const key = await crypto.subtle.importKey("pkcs8", pkcs8, "Ed25519", false, ["sign"]);
  return {
    sign: async (text) => new Uint8Array(await crypto.subtle.sign("Ed25519", key, text)),
    sha256: async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)),
  };
}

for (const vector of vectors.signed) {
  test(`signs as the server does: ${vector.why}`, async () => {
    assert.deepEqual(await signedHeaders(await signer(), vector), vector.headers);
  });
}

test("a nonce is written as the server takes it", () => {
  assert.match(nonceFrom(new Uint8Array(16).fill(255)), /^[A-Za-z0-9_-]{16,64}$/);
});

test("a display shows each proof for its half minute and stops when they have run out", () => {
  const rotation = { step_seconds: 30, first_step: 100, proofs: ["A", "B"] };
  assert.equal(rotatingUrl("u", rotation, 2_999_999), null);
  assert.deepEqual(rotatingUrl("u", rotation, 3_000_000), { text: "u?p=A", until: 3_030_000 });
  assert.deepEqual(rotatingUrl("u", rotation, 3_059_999), { text: "u?p=B", until: 3_060_000 });
  assert.equal(rotatingUrl("u", rotation, 3_060_000), null);
  assert.equal(lastsUntil(rotation), 3_060_000);
});
