// WeChat around a compiled mini-program: Tencent's own component runtime (miniprogram-simulate) on jsdom, and `wx`.
import { createRequire } from "node:module";
import { join } from "node:path";
import { JSDOM } from "jsdom";

const require = createRequire(import.meta.url);

/** All templates of a build as one script: the compiler is a program of its own, so it runs once and not for each phone. */
export function compileTemplates(folder) {
  return createRequire(require.resolve("miniprogram-simulate"))("miniprogram-compiler").wxmlToJs(folder);
}

export function launchWechat(folder, device, launch, templates) {
  const { window } = new JSDOM("<body></body>");
  const names = ["window", "document", "Node", "Element", "HTMLElement", "Event", "CustomEvent", "MutationObserver"];
  for (const name of names) globalThis[name] = name === "window" ? window : window[name];
  globalThis.getComputedStyle = window.getComputedStyle.bind(window);
  const own = createRequire(require.resolve("miniprogram-simulate"));
  const compiler = own("miniprogram-compiler");
  compiler.wxmlToJs = () => templates;
  const host = new Wechat(folder, device, launch);
  globalThis.wx = host.wx;
  globalThis.Page = (options) => globalThis.Component({ methods: options, data: options.data });
  globalThis.App = (app) => (host.app = app);
  globalThis.getApp = () => host.app;
  globalThis.getCurrentPages = () => host.stack.map((page) => page.instance);
  host.simulate = require("miniprogram-simulate");
  host.exparser = createRequire(own.resolve("j-component"))("miniprogram-exparser");
  const define = globalThis.Component;
  globalThis.Component = (options) => define(readyWheneverItComes(options));
  require(join(folder, "app.js"));
  host.app.onLaunch(launch);
  host.app.onShow(launch);
  host.callbacks.show.forEach((callback) => callback(launch));
  return host;
}

/** WeChat calls `ready` of a component that comes later, too; the simulation only with its page. */
function readyWheneverItComes(options) {
  const { attached, ready, detached } = options.lifetimes;
  options.lifetimes.attached = function () {
    attached.call(this);
    setTimeout(() => options.lifetimes.ready.call(this));
  };
  options.lifetimes.ready = function () {
    if (!this.wasReady) ready?.call(this);
    this.wasReady = true;
  };
  options.lifetimes.detached = function () {
    this.wasReady = true;
    detached?.call(this);
  };
  return options;
}

class Wechat {
  constructor(folder, device, launch) {
    Object.assign(this, { folder, device, launch, stack: [], loaded: new Map(), callbacks: { show: [], hide: [] } });
    this.wx = surface(this, device);
  }

  /** Open a page above the others; its query comes as it stood in the address. */
  open(url) {
    const [path, query = ""] = url.replace(/^\//, "").split("?");
    const values = Object.fromEntries(query.split("&").filter(Boolean).map((pair) => pair.split(/=(.*)/s).slice(0, 2)));
    if (!this.loaded.has(path)) this.loaded.set(path, this.simulate.load(join(this.folder, path), { rootPath: this.folder, compiler: "official" }));
    const component = this.simulate.render(this.loaded.get(path));
    const place = document.createElement("div");
    document.body.append(place);
    const page = { path, place, component, instance: component.instance };
    page.instance.route = path;
    this.stack.push(page);
    component.attach(place);
    page.instance.onLoad?.(values);
    page.instance.onShow?.();
    page.instance.onReady?.();
  }

  close() {
    const page = this.stack.pop();
    page.instance.onUnload?.();
    page.component.detach();
    page.place.remove();
  }

  get page() {
    return this.stack.at(-1);
  }

  /** The host's own button: the start page, and nothing above it. */
  home() {
    while (this.stack.length) this.close();
    this.open("/pages/home/home");
  }

  hide() {
    this.page?.instance.onHide?.();
    this.app.onHide?.();
    this.callbacks.hide.forEach((callback) => callback());
  }

  show(options) {
    this.app.onShow(options);
    this.callbacks.show.forEach((callback) => callback(options));
    this.page?.instance.onShow?.();
  }

  isStill() {
    return true; // what is set is drawn at once
  }

  text() {
    return plain(this.page?.place.textContent);
  }

  /** Elements of the page that say exactly these words, else those that hold them: the innermost ones. */
  #saying(words) {
    const all = [...this.page.place.querySelectorAll("*")].filter((one) => plain(one.textContent).includes(words));
    const innermost = all.filter((one) => ![...one.children].some((child) => plain(child.textContent).includes(words)));
    const exact = innermost.filter((one) => plain(one.textContent) === words);
    return exact.length ? exact : innermost;
  }

  has(words) {
    return this.#saying(words).length > 0;
  }

  tap(words, which = 0) {
    const found = this.#saying(words);
    if (!found.length) return false;
    this.#fire(found.at(which), "tap", {});
    return true;
  }

  /** The field whose label begins with these words. */
  #field(label) {
    let seen = false;
    return [...this.page.place.querySelectorAll("wx-text, wx-input, wx-textarea")].find((one) => {
      if (one.matches("wx-text") && plain(one.textContent).startsWith(label)) seen = true;
      return seen && !one.matches("wx-text");
    });
  }

  type(label, value) {
    const input = this.#field(label);
    if (!input) return false;
    this.#fire(input, "input", { value });
    this.#fire(input, "blur", { value });
    return true;
  }

  /** What stands in a field. */
  value(label) {
    const input = this.#field(label);
    return input?.__wxElement._vt.attrs.find((attribute) => attribute.name === "value")?.value; // the simulator draws no field
  }

  /** The drawing of the QR code on the page. */
  picture() {
    const drawn = [...this.page.place.querySelectorAll("[style]")].map((one) => one.getAttribute("style"));
    return drawn.find((style) => /background-?image/i.test(style));
  }

  #fire(element, name, detail) {
    let target = element;
    while (target && !target.__wxElement) target = target.parentElement;
    const event = this.exparser.Event.create(name, detail, { bubbles: true, capturePhase: true, composed: true });
    this.exparser.Event.dispatchEvent(target.__wxElement, event);
  }
}

const plain = (text) => (text ?? "").replace(/\s+/g, " ").trim();

/** The part of `wx` that the builds use. Failures carry WeChat's own words. */
function surface(host, device) {
  const later = (options, name, outcome) => setTimeout(() => settle(options, name, outcome));
  const go = (name, act) => (options) => setTimeout(() => (act(options), settle(options, name, {})));
  const noop = () => undefined;
  return {
    canIUse: () => true,
    getSystemInfoSync: () => ({ platform: "android", model: "P50", language: "zh_CN", theme: "light", SDKVersion: "3.8.0", windowWidth: 390 }),
    getAppBaseInfo: () => ({ language: "zh_CN", theme: "light", SDKVersion: "3.8.0" }),
    getDeviceInfo: () => ({ platform: "android", model: "P50" }),
    getWindowInfo: () => ({ windowWidth: 390, windowHeight: 844, pixelRatio: 2 }),
    getLaunchOptionsSync: () => host.launch,
    getEnterOptionsSync: () => host.launch,
    onAppShow: (callback) => host.callbacks.show.push(callback),
    onAppHide: (callback) => host.callbacks.hide.push(callback),
    onNetworkStatusChange: (callback) => device.onNetwork.push(callback),
    setStorage: ({ key, data }) => void device.storage.set(key, data),
    getStorageSync: (key) => device.storage.get(key) ?? "",
    setStorageSync: (key, value) => void device.storage.set(key, value),
    removeStorageSync: (key) => void device.storage.delete(key),
    nextTick: (callback) => setTimeout(callback),
    setNavigationBarTitle: (options) => (device.titles.push(options.title), later(options, "setNavigationBarTitle", {})),
    pageScrollTo: noop,
    vibrateShort: noop,
    vibrateLong: noop,
    setKeepScreenOn: noop,
    openSetting: (options) => later(options, "openSetting", { authSetting: {} }),
    createInnerAudioContext: () => {
      const sound = { src: "", play: () => device.sounds.push(sound.src), stop: noop, destroy: noop };
      return sound;
    },
    setClipboardData: (options) => later(options, "setClipboardData", {}),
    navigateTo: go("navigateTo", ({ url }) => (host.page?.instance.onHide?.(), host.open(url))),
    redirectTo: go("redirectTo", ({ url }) => (host.close(), host.open(url))),
    reLaunch: go("reLaunch", ({ url }) => {
      while (host.stack.length) host.close();
      host.open(url);
    }),
    navigateBack: go("navigateBack", () => (host.close(), host.page?.instance.onShow?.())),
    login: (options) => void device.atChannel("login").then(({ code }) => settle(options, "login", { code })),
    scanCode(options) {
      const seen = device.look();
      const fault = { cancelled: "scanCode:fail cancel", refused: "scanCode:fail auth deny" }[seen];
      later(options, "scanCode", fault ? { fault } : { result: seen, scanType: "QR_CODE" });
    },
    getLocation: (options) =>
      later(options, "getLocation", device.refused.has("location") ? { fault: "getLocation:fail auth deny" } : { longitude: 115.9853, latitude: 36.4567 }),
    request(options) {
      const stopper = new AbortController();
      const heads = [];
      const chunks = [];
      const chunked = options.enableChunked;
      void device
        .ask(
          {
            url: options.url,
            method: options.method,
            headers: options.header,
            body: options.data,
            onHead: ({ status, headers }) => heads.forEach((callback) => callback({ statusCode: status, header: headers })),
            onChunk: chunked ? (data) => chunks.forEach((callback) => callback({ data })) : undefined,
          },
          stopper,
        )
        .then((answer) => settle(options, "request", answer ? { statusCode: answer.status, header: answer.headers, data: answer.bytes?.toString() ?? "" } : { fault: "request:fail" }));
      return {
        abort: () => stopper.abort(),
        onHeadersReceived: (callback) => heads.push(callback),
        onChunkReceived: (callback) => chunks.push(callback),
      };
    },
    downloadFile: (options) =>
      void device
        .ask({ url: options.url, headers: options.header })
        .then((answer) => settle(options, "downloadFile", answer ? { statusCode: answer.status, tempFilePath: device.keep(answer.bytes) } : { fault: "downloadFile:fail" })),
    saveImageToPhotosAlbum(options) {
      if (device.refused.has("album")) return later(options, "saveImageToPhotosAlbum", { fault: "saveImageToPhotosAlbum:fail auth deny" });
      device.album.push(device.files.get(options.filePath));
      later(options, "saveImageToPhotosAlbum", {});
    },
    openDocument: (options) => later(options, "openDocument", {}),
    requestSubscribeMessage(options) {
      device.consents.push(...options.tmplIds);
      void Promise.all(options.tmplIds.map((template_id) => device.atChannel("subscribe", { template_id }))).then(() =>
        settle(options, "requestSubscribeMessage", Object.fromEntries(options.tmplIds.map((id) => [id, "accept"]))),
      );
    },
  };
}

function settle(options, name, { fault, ...result }) {
  const outcome = fault ? { errMsg: fault } : { errMsg: `${name}:ok`, ...result };
  if (fault) options.fail?.(outcome);
  else options.success?.(outcome);
  options.complete?.(outcome);
}
