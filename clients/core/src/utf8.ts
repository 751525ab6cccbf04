/** Text from bytes that arrive in pieces cut anywhere; mini-programs have no TextDecoder. */
export class Utf8Reader {
  private rest: number[] = [];

  /** The text so far whole; the bytes of an unfinished character wait for the next piece. */
  read(piece: Uint8Array): string {
    const bytes = [...this.rest, ...piece];
    let text = "";
    let i = 0;
    while (i < bytes.length) {
      const first = bytes[i]!;
      const length = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
      if (i + length > bytes.length) break;
      text += symbolFrom(bytes.slice(i, i + length));
      i += length;
    }
    this.rest = bytes.slice(i);
    return text;
  }
}

function symbolFrom(bytes: number[]): string {
  const [first = 0, ...more] = bytes;
  if (bytes.length === 1) return first < 0x80 ? String.fromCharCode(first) : "\ufffd";
  const point = more.reduce((sum, byte) => (sum << 6) | (byte & 0x3f), first & (0xff >> (bytes.length + 1)));
  return point <= 0x10ffff ? String.fromCodePoint(point) : "\ufffd";
}

/** A text's bytes; mini-programs have no TextEncoder either. */
export function bytesOf(text: string): Uint8Array {
  const escaped = encodeURIComponent(text);
  const bytes: number[] = [];
  for (let i = 0; i < escaped.length; i += 1) {
    if (escaped[i] === "%") {
      bytes.push(Number.parseInt(escaped.slice(i + 1, i + 3), 16));
      i += 2;
    } else bytes.push(escaped.charCodeAt(i));
  }
  return Uint8Array.from(bytes);
}
