// Builds the mini-programs: once for each platform, then a copy for each channel file of that platform.
//   node scripts/build-channels.mjs [FOLDER]     default: dist/channels
// VENUECODE_CHANNEL_HOST=https://… builds for another server than the channel files name.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { faultsOf } from "./channel-file.mjs";
import * as tones from "./tones.mjs";

const mobile = resolve(import.meta.dirname, "..");
const target = resolve(process.argv[2] ?? join(mobile, "dist/channels"));
const STYLE = { "mp-weixin": ".wxss", "mp-alipay": ".acss" };
const PLACE = '"__CHANNEL__"';

const channels = readdirSync(join(mobile, "channels"))
  .filter((name) => name.endsWith(".json"))
  .map((name) => ({ ...json(join(mobile, "channels", name)), name: name.slice(0, -5) }))
  .map((channel) => ({ ...channel, host: process.env.VENUECODE_CHANNEL_HOST ?? channel.host }));

const pages = [...readFileSync(join(mobile, "src/pages.json"), "utf8").matchAll(/"path": *"([^"]+)"/g)].map((found) => found[1]); // it holds comments
const faults = channels.flatMap((channel) => faultsOf(channel, pages));
if (faults.length) {
  console.error(faults.join("\n"));
  process.exit(1);
}

for (const platform of Object.keys(STYLE)) {
  const own = channels.filter((channel) => channel.platform === platform);
  if (!own.length) continue;
  const built = join(target, `.${platform}`);
  rmSync(built, { recursive: true, force: true });
  run(platform, built);
  gatherStyles(built, STYLE[platform]);
  for (const channel of own) stamp(built, channel);
  rmSync(built, { recursive: true });
}

function run(platform, folder) {
  execFileSync("npx", ["--no-install", "uni", "build", "-p", platform], {
    cwd: mobile,
    env: { ...process.env, CI: "true", UNI_OUTPUT_DIR: folder, NODE_ENV: "production" },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** One sheet for the whole app, as in the web page: a host would keep a component's own sheet from what lies inside it. */
function gatherStyles(folder, ending) {
  const app = join(folder, `app${ending}`);
  const sheets = files(folder).filter((file) => file.endsWith(ending) && file !== app).sort();
  const texts = new Set(sheets.map((file) => readFileSync(file, "utf8").trim()).filter(Boolean));
  const all = [readFileSync(app, "utf8").trim(), ...texts].join("\n") + "\n";
  writeFileSync(app, all.replace(/url\(["']?https?:[^)]*\)/g, "none")); // the framework's own pictures lie on its maker's server
  sheets.forEach((file) => rmSync(file));
}

/** A channel's own copy: its file in the script that waits for it, its app id, title and start page. */
function stamp(built, channel) {
  const folder = join(target, channel.name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  cpSync(built, folder, { recursive: true });
  const scripts = files(folder).filter((file) => file.endsWith(".js") && readFileSync(file, "utf8").includes(PLACE));
  if (scripts.length !== 1) throw new Error(`the channel's place stands in ${scripts.length} scripts`);
  const text = JSON.stringify(JSON.stringify(channel));
  writeFileSync(scripts[0], readFileSync(scripts[0], "utf8").replace(PLACE, () => text));
  change(join(folder, "app.json"), (app) => {
    app.pages = [channel.start, ...app.pages.filter((page) => page !== channel.start)];
    app.window[channel.platform === "mp-alipay" ? "defaultTitle" : "navigationBarTitleText"] = channel.title[0];
  });
  if (channel.platform === "mp-weixin") {
    change(join(folder, "project.config.json"), (project) => Object.assign(project, { appid: channel.app_id, projectname: channel.name }));
  } else {
    writeFileSync(join(folder, "mini.project.json"), JSON.stringify({ format: 2, compileType: "mini", appid: channel.app_id }, null, 2));
  }
  rmSync(join(folder, "static"), { recursive: true, force: true }); // the web page's icons
  mkdirSync(join(folder, "static"));
  writeFileSync(join(folder, "static/pass.wav"), tones.pass());
  writeFileSync(join(folder, "static/stop.wav"), tones.stop());
  const bytes = files(folder).reduce((sum, file) => sum + readFileSync(file).length, 0);
  console.log(`${channel.name}: ${bytes} bytes in ${relative(process.cwd(), folder)}`);
}

function change(file, edit) {
  const content = json(file);
  edit(content);
  writeFileSync(file, JSON.stringify(content, null, 2) + "\n");
}

function json(file) {
  return JSON.parse(readFileSync(file, "utf8"));
}

function files(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}
