// What the built pages weigh and hold. Needs `npm run build:h5` before.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";

const built = new URL("../dist/build/h5/", import.meta.url).pathname;
const LIMIT_BYTES = 150 * 1000;

const read = (name) => readFileSync(join(built, name), "utf8");
const index = () => read("index.html");
const files = (folder = "") =>
  readdirSync(join(built, folder), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? files(join(folder, entry.name)) : [join(folder, entry.name)],
  );

/** Scripts and styles that the start page loads: what the page names, and what the entry lists for its first page. */
function startPageFiles() {
  const named = [...index().matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)].map((found) => found[1]);
  const entry = read(named.find((name) => name.endsWith(".js")));
  const listed = /__vite__mapDeps\.viteFileDeps\s*=\s*(\[.*?\])|m\.f\s*=\s*(\[.*?\])/s.exec(entry);
  const needed = /import\("\.\/pages-home-home[^)]*\),\s*__vite__mapDeps\((\[[\d,\s]*\])\)/.exec(entry);
  assert.ok(listed && needed, "the entry lists what the start page needs");
  const all = JSON.parse(listed[1] ?? listed[2]);
  return [...new Set([...named, ...JSON.parse(needed[1]).map((place) => all[place])])];
}

test("the pages are built", () => assert.ok(existsSync(join(built, "index.html")), "run npm run build:h5 first"));

test("the start page weighs at most 150 kB of script and style, compressed", () => {
  const parts = startPageFiles().map((name) => [name, gzipSync(readFileSync(join(built, name))).length]);
  assert.ok(parts.some(([name]) => name.includes("home")), "the start page's own files are counted");
  const total = parts.reduce((sum, [, bytes]) => sum + bytes, 0);
  console.log(`start page: ${total} bytes in ${parts.length} files`);
  assert.ok(total <= LIMIT_BYTES, `${total} bytes:\n${parts.map((part) => part.join(" ")).join("\n")}`);
});

test("the code reader is not part of what the start page loads", () => {
  assert.ok(!startPageFiles().some((name) => name.includes("zxing")));
});

test("no script stands in the page itself, so that the strict policy holds", () => {
  assert.doesNotMatch(index(), /<script(?![^>]*\bsrc=)[^>]*>/);
  assert.doesNotMatch(index(), /\son\w+=/);
});

test("styles fetch nothing from elsewhere", () => {
  for (const name of files().filter((one) => one.endsWith(".css"))) assert.doesNotMatch(read(name), /url\(["']?(https?:)?\/\//, name);
});

test("every chunk can be imported: no name begins with a dot", () => {
  for (const name of files("assets")) assert.doesNotMatch(name.split("/").pop(), /^\./);
});

test("the app can be installed and opens a poster's address without the network", () => {
  const manifest = JSON.parse(read("manifest.webmanifest"));
  assert.equal(manifest.start_url, "/");
  for (const icon of manifest.icons) assert.ok(existsSync(join(built, icon.src)), icon.src);
  const worker = read("sw.js");
  assert.match(worker, /index\.html/);
  assert.match(worker, /\\\/v\\\//, "the worker answers /v/… with the shell");
  assert.doesNotMatch(worker, /\/api\//, "answers of the server are never kept");
});
