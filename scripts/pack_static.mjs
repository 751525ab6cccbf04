// Puts a Brotli and a gzip form beside each text-like file of a build, so that the server never compresses.
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const PACKED = /\.(html|js|css|svg|json|wasm|webmanifest|txt)$/;
const LEAST = 1024;

for (const name of readdirSync(process.argv[2], { recursive: true })) {
  const file = join(process.argv[2], name);
  if (!PACKED.test(name) || statSync(file).size < LEAST) continue;
  const body = readFileSync(file);
  writeFileSync(file + ".br", brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }));
  writeFileSync(file + ".gz", gzipSync(body, { level: 9 }));
}
