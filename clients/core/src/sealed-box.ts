/**
 * Seals what waits on a phone for the server alone (ADR 0079): X25519, HKDF-SHA256, AES-256-GCM, all from @noble, because
 * mini-programs have no WebCrypto. The phone cannot open it again. Apart from the index, as personal-code.ts. The twin is
 * `src/venuecode/kernel/sealed_box.py`.
 */
import { gcm } from "@noble/ciphers/aes";
import { x25519 } from "@noble/curves/ed25519";
import { hkdf } from "@noble/hashes/hkdf";
import { sha256 } from "@noble/hashes/sha2";
import { bytesOf } from "./utf8.ts";

const VERSION = 1;
const PURPOSE = bytesOf("venuecode sealed entry 1");
const NEXT = Uint8Array.of(1);
const OUT = Uint8Array.of(2);

/** Seal a text for `place`, the id that it belongs to; `secret` are 32 bytes that are used once and kept nowhere. */
export function sealFor(publicKey: Uint8Array, text: string, place: string, secret: Uint8Array): Uint8Array {
  const ephemeral = x25519.getPublicKey(secret);
  const shared = x25519.getSharedSecret(secret, publicKey);
  const made = hkdf(sha256, shared, joined(ephemeral, publicKey), PURPOSE, 44);
  const sealed = gcm(made.slice(0, 32), made.slice(32), bytesOf(place)).encrypt(bytesOf(text));
  return joined(Uint8Array.of(VERSION), ephemeral, sealed);
}

/** Stir fresh bytes into a pool: it is unknown to whoever does not know all that ever went in. */
export function stirred(pool: Uint8Array, ...fresh: Uint8Array[]): Uint8Array {
  return sha256(joined(pool, ...fresh));
}

/**
 * Take a secret from a pool, and the pool that comes after it, from which neither can be worked out: whoever finds a phone's
 * pool opens nothing that was sealed before. For hosts without a generator of their own.
 */
export function drawn(pool: Uint8Array, fresh: Uint8Array): { secret: Uint8Array; next: Uint8Array } {
  const stir = stirred(pool, fresh);
  return { secret: stirred(stir, OUT), next: stirred(stir, NEXT) };
}

function joined(...parts: Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
