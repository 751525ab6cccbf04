/**
 * Reading a venue code from whatever a scanner or a keyboard hands over.
 *
 * The twin of `src/venuecode/venues/code.py`; both must pass `tests/vectors/venue_codes.json`. A code is 16 random
 * symbols and one check symbol of the 32 that have no look-alike; the check symbol makes the 17 symbols, read as a
 * polynomial over GF(32), vanish at a primitive element, so that any wrong symbol and any exchange of two is found.
 */

export const CODE_LENGTH = 17;
const PROOF_LENGTH = 10;
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const PRIMITIVE_POLYNOMIAL = 0b100101;
const LOOK_ALIKES: Record<string, string> = { O: "0", I: "1", L: "1", U: "V" };
const SEPARATORS = new Set(
  " \t\r\n\u00a0\u2002\u2003\u2009\u202f\u3000" +
    "-_~\u00ad\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u30fc" +
    ".,\u00b7\u2022\u3001\u3002\u30fb\uff61" +
    "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff",
);
const LONGEST_TEXT = 2048;
const LONGEST_TYPED = 24;
const URL_PARTS = /^(?:(https?):\/\/)?([^/?#]+)(\/[^?#]*)(?:\?([^#]*))?/i;
const CODE_PATH = /^\/([a-z])\/([^/]*)\/?$/;
const ENCODED_URL = /^https?%3a/i;
const DEFAULT_PORT: Record<string, string> = { http: ":80", https: ":443", "": ":443" };

/** Why a text names no code of this deployment; each has its own answer on the screen. */
export type CodeFault = "empty" | "mistyped" | "unknown_host" | "not_a_venue_code";

/** What a printed code is for: the letter of its path `/v/CODE`, and what its symbols come to. */
export type CodeKind = { path: string; residue: number };
const VENUE: CodeKind = { path: "v", residue: 0 };
export const CARD: CodeKind = { path: "c", residue: 21 };

/** `proof` came along from the rotating code of a display. */
export type ParsedCode = { ok: true; code: string; proof?: string } | { ok: false; fault: CodeFault };

/** Read a code from the poster's URL, WeChat's `q`, Alipay's `qrCode` or typed text; `hosts` in lower case. */
export function parseCode(text: string, hosts: readonly string[], kind = VENUE): ParsedCode {
  let plain = stripSeparators(foldWidth(text));
  if (!plain) return { ok: false, fault: "empty" };
  if (Array.from(plain).length > LONGEST_TEXT) return { ok: false, fault: "not_a_venue_code" };
  if (ENCODED_URL.test(plain)) plain = decoded(plain);
  if (plain.includes("/")) return parseUrl(plain, hosts, kind);
  const asked = plain.indexOf("?");
  return asked < 0 ? parseTyped(plain, kind) : withProof(parseTyped(plain.slice(0, asked), kind), plain.slice(asked + 1));
}

/** What is sent of a code that was read: a display's proof stays with it. */
export function codeText(parsed: { code: string; proof?: string }): string {
  return parsed.proof ? `${parsed.code}?p=${parsed.proof}` : parsed.code;
}

/** The code as it is printed and typed: `ABCD-EFGH-JKMN-PQRST`. */
export function groupedCode(code: string): string {
  return [code.slice(0, 4), code.slice(4, 8), code.slice(8, 12), code.slice(12)].filter(Boolean).join("-");
}

/** Undo one percent-encoding; empty, and so no code, if it was not a sound one. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

function parseUrl(text: string, hosts: readonly string[], kind: CodeKind): ParsedCode {
  const url = URL_PARTS.exec(text);
  const path = url && CODE_PATH.exec(url[3] ?? "");
  if (!url || !path || path[1] !== kind.path) return { ok: false, fault: "not_a_venue_code" };
  const port = DEFAULT_PORT[(url[1] ?? "").toLowerCase()] ?? "";
  let host = (url[2] ?? "").toLowerCase();
  if (port && host.endsWith(port)) host = host.slice(0, -port.length);
  const code = readSymbols(path[2] ?? "", kind);
  if (hosts.includes(host)) return code ? withProof({ ok: true, code }, url[4]) : { ok: false, fault: "mistyped" };
  return { ok: false, fault: code ? "unknown_host" : "not_a_venue_code" };
}

/** Add the proof that stands in a query as `p`; anything else there is not ours to read. */
function withProof(parsed: ParsedCode, query: string | undefined): ParsedCode {
  if (!parsed.ok || !query) return parsed;
  const part = query.split("&").find((one) => one.startsWith("p="));
  const symbols = Array.from(part?.slice(2) ?? "", symbolOf);
  if (symbols.length !== PROOF_LENGTH || symbols.includes(null)) return parsed;
  return { ok: true, code: parsed.code, proof: symbols.join("") };
}

function parseTyped(text: string, kind: CodeKind): ParsedCode {
  const code = readSymbols(text, kind);
  if (code) return { ok: true, code };
  const symbols = Array.from(text).filter((c) => !SEPARATORS.has(c));
  const attempt = symbols.length > 0 && symbols.length <= LONGEST_TYPED && symbols.every((c) => symbolOf(c) !== null);
  return { ok: false, fault: attempt ? "mistyped" : "not_a_venue_code" };
}

function readSymbols(text: string, kind: CodeKind): string | null {
  let symbols = "";
  for (const c of text) {
    if (SEPARATORS.has(c)) continue;
    const symbol = symbolOf(c);
    if (symbol === null) return null;
    symbols += symbol;
  }
  return symbols.length === CODE_LENGTH && syndrome(symbols) === kind.residue ? symbols : null;
}

function symbolOf(c: string): string | null {
  if (!/^[0-9A-Za-z]$/.test(c)) return null;
  const upper = c.toUpperCase();
  const symbol = LOOK_ALIKES[upper] ?? upper;
  return ALPHABET.includes(symbol) ? symbol : null;
}

function syndrome(symbols: string): number {
  let total = 0;
  for (const symbol of symbols) {
    const doubled = total << 1;
    total = (doubled & 32 ? doubled ^ PRIMITIVE_POLYNOMIAL : doubled) ^ ALPHABET.indexOf(symbol);
  }
  return total;
}

function stripSeparators(text: string): string {
  const symbols = Array.from(text);
  let from = 0;
  let to = symbols.length;
  while (from < to && SEPARATORS.has(symbols[from]!)) from++;
  while (to > from && SEPARATORS.has(symbols[to - 1]!)) to--;
  return symbols.slice(from, to).join("");
}

/** Full-width forms, as Chinese keyboards give them, to ASCII. */
function foldWidth(text: string): string {
  return text.replace(/[\uff01-\uff5e]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0));
}
