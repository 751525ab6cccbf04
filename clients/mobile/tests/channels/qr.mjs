// Reads the QR code that a page draws, with a reader that knows nothing of the writer.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";

const SCALE = 6;

/** The text of the code in a style whose picture is our SVG of dark squares. */
export async function readQr(style) {
  const svg = decodeURIComponent(/data:image\/svg\+xml,([^"]+)/.exec(style)[1]);
  const side = Number(/viewBox='0 0 (\d+)/.exec(svg)[1]);
  const width = side * SCALE;
  const data = new Uint8ClampedArray(width * width * 4).fill(255);
  for (const [, x, y] of svg.matchAll(/M(\d+) (\d+)h1v1h-1z/g)) {
    for (let row = y * SCALE; row < (Number(y) + 1) * SCALE; row++) {
      for (let column = x * SCALE; column < (Number(x) + 1) * SCALE; column++) data.set([0, 0, 0], (row * width + column) * 4);
    }
  }
  const wasm = createRequire(import.meta.url).resolve("zxing-wasm/reader/zxing_reader.wasm");
  prepareZXingModule({ overrides: { wasmBinary: readFileSync(wasm) } });
  const [found] = await readBarcodes({ data, width, height: width, colorSpace: "srgb" }, { formats: ["QRCode"] });
  assert.ok(found?.text, "the drawn code can be read");
  return found.text;
}
