/**
 * How a device signs a request: a strict profile of HTTP Message Signatures (RFC 9421), as docs/devices.md describes.
 *
 * The twin of `src/venuecode/identity/devices/signatures.py`; both must pass `tests/vectors/device_signatures.json`.
 * The key stays where it is kept: signing is handed in.
 */

/** The keyid of an enrolment, whose key stands in the body. */
export const NEW_DEVICE = "new";
const COVERED = '("@method" "@path" "content-digest")';

export type DeviceSigner = {
  sign: (text: Uint8Array) => Promise<Uint8Array>;
  sha256: (bytes: Uint8Array) => Promise<Uint8Array>;
};

export type ToSign = { keyid: string; path: string; body: string; /** Unix seconds. */ created: number; nonce: string };

/** The three headers of a signed POST. */
export async function signedHeaders(signer: DeviceSigner, request: ToSign): Promise<Record<string, string>> {
  const digest = `sha-256=:${base64(await signer.sha256(utf8(request.body)))}:`;
  const params = `${COVERED};created=${request.created};nonce="${request.nonce}";keyid="${request.keyid}";alg="ed25519"`;
  const base = [
    '"@method": POST',
    `"@path": ${request.path}`,
    `"content-digest": ${digest}`,
    `"@signature-params": ${params}`,
  ].join("\n");
  return {
    "Content-Digest": digest,
    "Signature-Input": `device=${params}`,
    Signature: `device=:${base64(await signer.sign(utf8(base)))}:`,
  };
}

/** A nonce of 16 bytes of the host's generator, in base64url. */
export function nonceFrom(bytes: Uint8Array): string {
  return base64(bytes).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

export type Rotation = { step_seconds: number; first_step: number; proofs: string[] };

/** What a display shows at a moment (server time, ms): its URL and until when; null once the proofs have run out. */
export function rotatingUrl(url: string, rotation: Rotation, now: number): { text: string; until: number } | null {
  const length = rotation.step_seconds * 1000;
  const step = Math.floor(now / length);
  const proof = rotation.proofs[step - rotation.first_step];
  return proof === undefined ? null : { text: `${url}?p=${proof}`, until: (step + 1) * length };
}

/** Until when a display can go on without the server (ms). */
export function lastsUntil(rotation: Rotation): number {
  return (rotation.first_step + rotation.proofs.length) * rotation.step_seconds * 1000;
}

export function base64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
