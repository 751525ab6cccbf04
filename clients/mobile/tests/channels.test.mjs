// What the built mini-programs weigh and hold. Needs `npm run build:channels` before.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { faultsOf } from "../scripts/channel-file.mjs";

const mobile = new URL("..", import.meta.url).pathname;
const LIMIT_BYTES = 1.5 * 1000 * 1000;
const channels = readdirSync(join(mobile, "channels"))
  .map((name) => JSON.parse(readFileSync(join(mobile, "channels", name), "utf8")))
  .filter(({ platform }) => platform !== "h5");

const files = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));

for (const channel of channels) {
  const folder = join(mobile, "dist/channels", channel.name);
  const json = (name) => JSON.parse(readFileSync(join(folder, name), "utf8"));

  test(`${channel.name}: the main package is smaller than 1.5 MB`, () => {
    assert.ok(existsSync(join(folder, "app.json")), "run npm run build:channels first");
    assert.equal(json("app.json").subPackages ?? json("app.json").subpackages, undefined, "all is the main package");
    const bytes = files(folder).reduce((sum, file) => sum + readFileSync(file).length, 0);
    console.log(`${channel.name}: ${bytes} bytes`);
    assert.ok(bytes < LIMIT_BYTES, `${bytes} bytes`);
  });

  test(`${channel.name}: brand, app id, start page and host are those of its file`, () => {
    const app = json("app.json");
    assert.equal(app.pages[0], channel.start);
    assert.equal(app.window.navigationBarTitleText ?? app.window.defaultTitle, channel.title[0]);
    const project = json(channel.platform === "mp-weixin" ? "project.config.json" : "mini.project.json");
    assert.equal(project.appid, channel.app_id);
    const stamped = files(folder).filter((file) => file.endsWith(".js") && readFileSync(file, "utf8").includes(channel.app_id));
    assert.equal(stamped.length, 1);
  });

  test(`${channel.name}: components are numbered by their path in the project, so that every folder builds the same`, () => {
    const ending = channel.platform === "mp-weixin" ? "wxml" : "axml";
    const number = createHash("sha256").update("src/components/FactLine.vue").digest("hex").slice(0, 8);
    assert.ok(readFileSync(join(folder, `components/FactLine.${ending}`), "utf8").includes(`u-i="${number}-0"`));
  });

  test(`${channel.name}: styles fetch nothing from elsewhere, and the sounds are there`, () => {
    for (const file of files(folder).filter((one) => /css$/.test(one))) assert.doesNotMatch(readFileSync(file, "utf8"), /url\(["']?(https?:)?\/\//, file);
    for (const sound of ["pass.wav", "stop.wav"]) assert.ok(existsSync(join(folder, "static", sound)));
  });
}

test("every platform has two brands at least: a sixth channel may stand beside them", () => {
  for (const platform of ["mp-weixin", "mp-alipay"]) assert.ok(channels.filter((one) => one.platform === platform).length >= 2);
});

test("a channel file with faults is refused in words before anything is built", () => {
  const pages = ["pages/home/home"];
  const right = channels.find(({ platform }) => platform === "mp-weixin");
  assert.deepEqual(faultsOf(right, pages), []);
  const wrong = { platform: "mp-weixn", title: ["码"], host: "https://code.example/", app_id: "", start: "pages/no/no", entries: { scan: ["扫", "Scan"] } };
  for (const field of Object.keys(wrong)) {
    const [fault, ...more] = faultsOf({ ...right, name: "county", [field]: wrong[field] }, pages);
    assert.ok(fault.startsWith(`channels/county.json: ${field} must be `), fault);
    assert.deepEqual(more, []);
  }
});
