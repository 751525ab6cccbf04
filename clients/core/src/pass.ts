/** The signed pass that a phone keeps of its owner's last status, for times without a network. Shown, not trusted: guards verify. */

import type { components } from "./api";

export type OwnStatus = components["schemas"]["OwnStatus"];
export type PassContent = {
  version: number;
  person_id: number;
  masked_name: string;
  issued_at: string;
  valid_until: string;
  status: OwnStatus;
  /** The text of a QR code that is good as long as the pass. */
  code: string;
};

const BASE64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** Read what a pass says; null when it cannot be read or is over at `now` (milliseconds). */
export function readPass(signed: string, now: number): PassContent | null {
  try {
    const content = JSON.parse(utf8(fromBase64Url(signed.split(".")[1] ?? ""))) as PassContent;
    return content.version === 1 && now < Date.parse(content.valid_until) ? content : null;
  } catch {
    return null;
  }
}

/** Mini-programs have no `atob`. Throws for anything that is not base64url. */
export function fromBase64Url(text: string): Uint8Array {
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (const symbol of text) {
    const value = BASE64URL.indexOf(symbol);
    if (value < 0) throw new Error("not base64url");
    held = (held << 6) | value;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = (held >> bits) & 255;
    }
  }
  return bytes;
}

function utf8(bytes: Uint8Array): string {
  return decodeURIComponent(Array.from(bytes, (byte) => "%" + byte.toString(16).padStart(2, "0")).join(""));
}

/** Nor `btoa`. */
export function toBase64Url(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const three = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    for (let part = 0; part < Math.min(4, bytes.length - i + 1); part += 1) text += BASE64URL[(three >> (18 - 6 * part)) & 63]!;
  }
  return text;
}
