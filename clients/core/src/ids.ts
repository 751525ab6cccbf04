/** Identifiers made on the device. */

/** A random uuid (version 4) from 16 bytes of the host's generator. */
export function uuidFrom(bytes: Uint8Array): string {
  const b = Array.from(bytes.slice(0, 16));
  if (b.length !== 16) throw new RangeError("a uuid needs 16 bytes");
  b[6] = (b[6]! & 0x0f) | 0x40;
  b[8] = (b[8]! & 0x3f) | 0x80;
  const hex = b.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
