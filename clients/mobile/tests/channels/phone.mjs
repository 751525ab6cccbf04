// A phone as a test handles it: `await phone.tap("登录")`. What it does not find within its patience fails the test.
import assert from "node:assert/strict";
import { Worker } from "node:worker_threads";

export class Phone {
  #waiting = new Map();
  #number = 0;

  /** `build`: { folder, platform, host, appId }; `world`: { server, standIn }; `user`: who the channel knows here. */
  static async start(build, world, user, launch = {}, stored = []) {
    const phone = new Phone();
    const options = { path: "pages/home/home", query: {}, scene: 1001, ...launch };
    phone.again = (fresh, kept) => Phone.start(build, world, user, fresh, kept);
    phone.worker = new Worker(new URL("./worker.mjs", import.meta.url), { workerData: { ...build, ...world, user, launch: options, stored } });
    await new Promise((resolve, reject) => {
      phone.#waiting.set(0, { resolve, reject });
      phone.worker.on("message", ({ id, result, fault }) => {
        const waiting = phone.#waiting.get(id);
        if (fault) waiting.reject(new Error(fault));
        else waiting.resolve(result);
      });
      phone.worker.on("error", reject);
    });
    return phone;
  }

  #do(name, ...given) {
    return new Promise((resolve, reject) => {
      this.#waiting.set(++this.#number, { resolve, reject });
      this.worker.postMessage({ id: this.#number, name, given });
    });
  }

  async #must(name, ...given) {
    if (await this.#do(name, ...given)) return;
    assert.fail(`${name} ${JSON.stringify(given)} at ${await this.#do("path")}:\n${await this.#do("text")}\n${(await this.#do("faults")).join("\n")}`);
  }

  sees = (words) => this.#must("sees", words);
  gone = (words) => this.#must("gone", words);
  at = (path) => this.#must("at", path);
  tap = (words, which = 0) => this.#must("tap", words, which);
  type = (label, value) => this.#must("type", label, value);
  holds = (label, value) => this.#must("holds", label, value);
  /** Waits until the app has stored something under this name. */
  keeps = (name) => this.#must("keeps", name);
  text = () => this.#do("text");
  picture = () => this.#do("picture");
  /** What the host would pass on of this page; null where it passes on nothing. */
  share = () => this.#do("share");
  home = () => this.#do("home");
  back = () => this.#do("back");
  hide = () => this.#do("hide");
  show = (options = {}) => this.#do("show", { path: "pages/home/home", query: {}, scene: 1001, ...options });
  online = (is) => this.#do("online", is);
  /** What the scanner reads next. */
  scans = (...texts) => this.#do("tell", { scans: texts });
  refuses = (...permissions) => this.#do("tell", { refused: permissions });
  device = () => this.#do("device");
  /** All sounds that were played so far. */
  played = (...sounds) => this.#must("played", ...sounds);
  /** The last sound that was played. */
  plays = (sound) => this.#must("plays", sound);
  /** All templates that the person was asked for so far, as the channel knows them. */
  consents = (...templates) => this.#must("consents", ...templates);

  /** Close the app and start it again with what it has stored, from this launch. */
  async restart(launch = {}) {
    const { stored } = await this.device();
    await this.stop();
    const next = await this.again(launch, stored);
    this.worker = next.worker;
    this.#waiting = next.#waiting;
    this.#number = next.#number;
  }

  /** Nothing may have gone wrong unseen. */
  async stop() {
    const faults = await this.#do("faults");
    await this.worker.terminate();
    assert.deepEqual(faults, []);
  }
}
