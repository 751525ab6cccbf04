/**
 * Verifying personal codes, passes and paper cards without the server (ADR 0013).
 *
 * The twin of `src/venuecode/passes/code.py`; both must pass `tests/vectors/personal_codes.json`. Apart from the index,
 * so that only the pages of guards load the cryptography. Ed25519 comes from the host where it has it and from
 * @noble/curves elsewhere; AES and SHA-256 from @noble, because mini-programs have neither.
 */
import { ctr } from "@noble/ciphers/aes";
import { ed25519 } from "@noble/curves/ed25519";
import { sha256 } from "@noble/hashes/sha2";
import type { components } from "./api";
import { CARD, parseCode } from "./code.ts";
import { fromBase64Url } from "./pass.ts";

export type PublishedKey = components["schemas"]["PublishedKey"];
export type CodeFault = "foreign" | "truncated" | "unknown_key" | "tampered" | "ahead" | "expired";
export type SignedCode = {
  key: number;
  /** 0 for a personal code, else the hours of a pass. */
  lifeHours: number;
  issuedAt: number;
  validUntil: number;
  reference: Uint8Array;
  sealed: Uint8Array;
};
/** `issuedAt` of a code that is ours and of another time: the server's own word on the time. */
export type CheckedCode = { ok: true; code: SignedCode } | { ok: false; fault: CodeFault; issuedAt?: number };
/** What an enrolled device reads; times in milliseconds, null for none. `reason` is a listed reason's number. */
export type ShownStatus = {
  colour: "green" | "grey" | "yellow" | "red";
  reason: number;
  asOf: number | null;
  until: number | null;
  test: "negative" | "positive" | null;
  testAt: number | null;
  doses: number;
};
export type Verify = (publicKey: Uint8Array, signature: Uint8Array, message: Uint8Array) => Promise<boolean>;

export const PREFIX = "VC1:";
const LIFE_MS = 60_000;
const CLOCKS_DIFFER_MS = 30_000;
const BODY = 36;
const LENGTH = 100;
const BASE45 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
const COLOURS = ["green", "grey", "yellow", "red"] as const;

/** Whether a text is a personal code or pass of this system at all, good or not. */
export const isPersonalCode = (text: string): boolean => text.startsWith(PREFIX);

/** Check a code against the published keys at `now` (milliseconds). */
export async function checkCode(text: string, keys: readonly PublishedKey[], now: number, verify: Verify = verifyEd25519): Promise<CheckedCode> {
  if (!isPersonalCode(text)) return { ok: false, fault: "foreign" };
  const raw = fromBase45(text.slice(PREFIX.length));
  if (!raw || raw.length !== LENGTH) return { ok: false, fault: "truncated" };
  const code = unpack(raw);
  const key = keys.find((one) => one.number === code.key && signsAt(one, code.issuedAt));
  if (!key) return { ok: false, fault: "unknown_key" };
  const message = new Uint8Array(PREFIX.length + BODY);
  message.set(Array.from(PREFIX, (c) => c.charCodeAt(0)));
  message.set(raw.subarray(0, BODY), PREFIX.length);
  if (!(await verify(fromBase64Url(key.public_key), raw.slice(BODY), message))) return { ok: false, fault: "tampered" };
  if (code.issuedAt > now + CLOCKS_DIFFER_MS) return { ok: false, fault: "ahead", issuedAt: code.issuedAt };
  return now >= code.validUntil ? { ok: false, fault: "expired", issuedAt: code.issuedAt } : { ok: true, code };
}

/** Read the status in a code with the key of the UTC day on which it was issued (16 bytes). */
export function openSealed(codeKey: Uint8Array, code: SignedCode): ShownStatus {
  const plain = ctr(codeKey, code.reference).decrypt(code.sealed);
  const view = new DataView(plain.buffer, plain.byteOffset);
  const flags = view.getUint8(0);
  const moment = (at: number) => (view.getUint32(at) || null) && view.getUint32(at) * 1000;
  return {
    colour: COLOURS[flags >> 6] ?? "red",
    reason: view.getUint8(1),
    asOf: moment(2),
    until: moment(6),
    test: ([null, "negative", "positive", null] as const)[(flags >> 4) & 3] ?? null,
    testAt: moment(10),
    doses: (flags >> 2) & 3,
  };
}

/** A paper card's code from its QR code or typed text; `venue_code` when it is a poster's. */
export function parseCard(text: string, hosts: readonly string[]): { ok: true; code: string } | { ok: false; fault: "mistyped" | "foreign" | "venue_code" | "something_else" } {
  const read = parseCode(text, hosts, CARD);
  if (read.ok) return read;
  if (parseCode(text, hosts).ok) return { ok: false, fault: "venue_code" };
  if (read.fault === "unknown_host") return { ok: false, fault: "foreign" };
  return { ok: false, fault: read.fault === "mistyped" ? "mistyped" : "something_else" };
}

/** What stands for a card in the list of revoked ones: 8 bytes in hex. */
export function cardMark(code: string): string {
  const digest = sha256(Uint8Array.from(code, (c) => c.charCodeAt(0)));
  return Array.from(digest.subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The host's own Ed25519 where it has it, else @noble/curves. */
export const verifyEd25519: Verify = async (publicKey, signature, message) => {
  try {
    const key = await crypto.subtle.importKey("raw", publicKey, { name: "Ed25519" }, false, ["verify"]);
    return await crypto.subtle.verify({ name: "Ed25519" }, key, signature, message);
  } catch {
    return verifyByNoble(publicKey, signature, message); // no WebCrypto, or one without Ed25519
  }
};

export const verifyByNoble: Verify = async (publicKey, signature, message) => ed25519.verify(signature, message, publicKey);

function unpack(raw: Uint8Array): SignedCode {
  const lifeHours = raw[1]!;
  const issuedAt = new DataView(raw.buffer).getUint32(2) * 1000;
  const validUntil = issuedAt + (lifeHours ? lifeHours * 3_600_000 : LIFE_MS);
  return { key: raw[0]!, lifeHours, issuedAt, validUntil, reference: raw.slice(6, 22), sealed: raw.slice(22, BODY) };
}

function signsAt(key: PublishedKey, moment: number): boolean {
  return (!key.not_before || Date.parse(key.not_before) <= moment) && (!key.not_after || moment < Date.parse(key.not_after));
}

/** RFC 9285; null for what is not Base45. */
export function fromBase45(text: string): Uint8Array | null {
  if (text.length % 3 === 1) return null;
  const bytes: number[] = [];
  for (let start = 0; start < text.length; start += 3) {
    const values = Array.from(text.slice(start, start + 3), (symbol) => BASE45.indexOf(symbol));
    if (values.includes(-1)) return null;
    const number = values.reduce((sum, value, place) => sum + value * 45 ** place, 0);
    if (number >= 256 ** (values.length - 1)) return null;
    if (values.length === 3) bytes.push(number >> 8);
    bytes.push(number & 255);
  }
  return Uint8Array.from(bytes);
}
