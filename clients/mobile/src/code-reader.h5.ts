/** Finds a QR code in a picture. The decoder (WebAssembly, our own host) is loaded when it is first needed. */
import type { ReaderOptions } from "zxing-wasm/reader";

const OPTIONS: ReaderOptions = { formats: ["QRCode"], tryHarder: true, maxNumberOfSymbols: 1 };

let reader: Promise<typeof import("zxing-wasm/reader")> | null = null;

/** Load the decoder; throws when it cannot be fetched. */
export function loadReader() {
  reader ??= load().catch((fault: unknown) => {
    reader = null;
    throw fault;
  });
  return reader;
}

async function load() {
  const [zxing, wasm] = await Promise.all([
    import("zxing-wasm/reader"),
    import("zxing-wasm/reader/zxing_reader.wasm?url"),
  ]);
  await zxing.prepareZXingModule({
    overrides: { locateFile: (path: string) => (path.endsWith(".wasm") ? wasm.default : path) },
    fireImmediately: true,
  });
  return zxing;
}

/** The text of the first code in the picture, or null. */
export async function readCode(picture: ImageData | Blob): Promise<string | null> {
  const { readBarcodes } = await loadReader();
  const [found] = await readBarcodes(picture, OPTIONS);
  return found?.isValid ? found.text : null;
}
