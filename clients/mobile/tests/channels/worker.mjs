// One phone in a thread of its own, so that several phones have their own modules and globals.
import { isDeepStrictEqual } from "node:util";
import { parentPort, workerData } from "node:worker_threads";
import { Device } from "./device.mjs";

const { folder, platform, launch, stored, templates } = workerData;
const faults = [];
console.error = (...said) => faults.push(said.map((one) => one?.stack ?? String(one)).join(" ").slice(0, 600));
process.on("unhandledRejection", (fault) => faults.push(`unhandled: ${fault?.stack ?? fault}`.slice(0, 600)));

const device = new Device(workerData);
device.online = launch.online ?? true;
stored.forEach(([name, value]) => device.storage.set(name, value));
const start = platform === "mp-weixin" ? (await import("./wechat.mjs")).launchWechat : (await import("./alipay.mjs")).launchAlipay;
const host = start(folder, device, launch, templates);
const query = Object.entries(launch.query).map(([name, value]) => `${name}=${value}`).join("&");
host.open(`/${launch.path}?${query}`);

const PATIENCE_MS = 30_000;
async function until(look) {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; ) {
    if (look()) return true;
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
  return false;
}

/** Nobody's finger is faster than the screen: what was done is drawn before the next act. */
const DRAWN_MS = 40;
async function drawn(done) {
  await new Promise((resolve) => setTimeout(resolve, DRAWN_MS));
  await until(() => host.isStill());
  return done;
}

const acts = {
  sees: async (words) => drawn(await until(() => host.has(words))),
  gone: (words) => until(() => !host.has(words)),
  at: (path) => until(() => host.page?.path === path),
  tap: async (words, which) => drawn(await until(() => host.tap(words, which))),
  type: async (label, value) => drawn(await until(() => host.type(label, value))),
  holds: (label, value) => until(() => host.value(label) === value),
  keeps: (name) => until(() => device.storage.has(`venuecode.${name}`)),
  text: () => host.text(),
  picture: async () => (await until(() => host.picture()), host.picture()),
  path: () => host.page?.path,
  home: () => host.home(),
  share: () => host.page?.instance.onShareAppMessage?.({ from: "menu" }) ?? null,
  back: () => host.close() ?? host.page?.instance.onShow?.(),
  hide: () => host.hide(),
  show: (options) => host.show(options),
  tell: (change) => void Object.assign(device, change, change.refused ? { refused: new Set(change.refused) } : {}),
  online: (is) => device.setOnline(is),
  device: () => ({ album: device.album.map((bytes) => bytes.subarray(0, 8)), stored: [...device.storage] }),
  played: (...sounds) => until(() => isDeepStrictEqual(device.sounds, sounds)),
  plays: (sound) => until(() => device.sounds.at(-1) === sound),
  consents: (...templates) => until(() => isDeepStrictEqual(device.consents, templates)),
  faults: () => faults,
};

parentPort.on("message", async ({ id, name, given }) => {
  try {
    parentPort.postMessage({ id, result: await acts[name](...given) });
  } catch (fault) {
    parentPort.postMessage({ id, fault: String(fault?.stack ?? fault) });
  }
});
parentPort.postMessage({ id: 0 });
