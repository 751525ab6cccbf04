import assert from "node:assert/strict";
import { test } from "node:test";
import { gcm } from "@noble/ciphers/aes";
import { x25519 } from "@noble/curves/ed25519";
import { hkdf } from "@noble/hashes/hkdf";
import { sha256 } from "@noble/hashes/sha2";
import { fromBase64Url, toBase64Url } from "../src/pass.ts";
import { drawn, sealFor, stirred } from "../src/sealed-box.ts";
import { bytesOf } from "../src/utf8.ts";

const server = Uint8Array.from({ length: 32 }, (_, n) => n + 1);
const publicKey = x25519.getPublicKey(server);
const fresh = (n: number) => new Uint8Array(32).fill(n);

function opened(box: Uint8Array, place: string): string {
  const ephemeral = box.slice(1, 33);
  const salt = Uint8Array.from([...ephemeral, ...publicKey]);
  const made = hkdf(sha256, x25519.getSharedSecret(server, ephemeral), salt, bytesOf("venuecode sealed entry 1"), 44);
  return new TextDecoder().decode(gcm(made.slice(0, 32), made.slice(32), bytesOf(place)).decrypt(box.slice(33)));
}

test("only the server's key opens it, and only for the entry it was sealed for", () => {
  const box = sealFor(publicKey, '{"name":"张小明","document_number":"11010519491231002X"}', "visit-1", fresh(7));
  assert.equal(opened(box, "visit-1"), '{"name":"张小明","document_number":"11010519491231002X"}');
  assert.throws(() => opened(box, "visit-2"));
  assert.ok(!toBase64Url(box).includes("11010519491231002X"));
});

test("what a pool leads to next does not lead back to what was drawn before", () => {
  const pool = stirred(new Uint8Array(0), fresh(1), fresh(2));
  const first = drawn(pool, fresh(3));
  const second = drawn(first.next, fresh(3));
  const all = [pool, first.secret, first.next, second.secret, second.next].map(toBase64Url);
  assert.equal(new Set(all).size, all.length);
  assert.deepEqual(drawn(pool, fresh(3)), first);
});

test("base64url there and back, whatever the length", () => {
  for (let length = 0; length < 40; length += 1) {
    const bytes = Uint8Array.from({ length }, (_, n) => (n * 91 + length) & 255);
    const text = toBase64Url(bytes);
    assert.equal(text, Buffer.from(bytes).toString("base64url"));
    assert.deepEqual(fromBase64Url(text), bytes);
  }
});

test("a text's bytes are UTF-8", () => {
  for (const text of ["", "a%20b", "张三·é", "😀"]) assert.deepEqual(bytesOf(text), new Uint8Array(Buffer.from(text)));
});
