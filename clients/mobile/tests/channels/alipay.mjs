// Alipay around a compiled mini-program: a small host of our own. It keeps to what the platform documents: components
// with onInit, deriveDataFromProps, didMount, didUnmount; data shown some time after setData; an HTTP status above 399
// is a failure; a warm start tells its query in onShow only.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Drawing, template } from "./axml.mjs";

const require = createRequire(import.meta.url);

export function launchAlipay(folder, device, launch) {
  const host = new Alipay(folder, device, launch);
  globalThis.my = surface(host, device);
  globalThis.Page = (options) => void (host.defined = options);
  globalThis.Component = (options) => void (host.defined = options);
  globalThis.App = (app) => (host.app = app);
  globalThis.getApp = () => host.app;
  globalThis.getCurrentPages = () => host.stack.map((page) => page.instance);
  require(join(folder, "app.js"));
  host.app.onLaunch(launch);
  host.app.onShow(launch);
  return host;
}

class Alipay {
  constructor(folder, device, launch) {
    Object.assign(this, { folder, device, launch, stack: [], kinds: new Map(), callbacks: { show: [], hide: [] }, ids: 0 });
  }

  /** A page or component as its script defines it, with its template and what it uses. */
  kind(path) {
    if (!this.kinds.has(path)) {
      require(join(this.folder, `${path}.js`));
      const json = join(this.folder, `${path}.json`);
      const uses = existsSync(json) ? (JSON.parse(readFileSync(json, "utf8")).usingComponents ?? {}) : {};
      const places = Object.entries(uses).map(([name, place]) => [name, join(place.startsWith("/") ? "" : join(path, ".."), place).replace(/^\//, "")]);
      this.kinds.set(path, { path, options: this.defined, elements: template(join(this.folder, `${path}.axml`)), uses: Object.fromEntries(places) });
    }
    return this.kinds.get(path);
  }

  open(url) {
    const [path, query = ""] = url.replace(/^\//, "").split("?");
    const values = Object.fromEntries(query.split("&").filter(Boolean).map((pair) => pair.split(/=(.*)/s).slice(0, 2)));
    const page = new Shown(this, this.kind(path));
    this.stack.push(page);
    page.instance.onLoad?.(values);
    page.instance.onShow?.();
    page.redraw();
    page.instance.onReady?.();
  }

  close() {
    const page = this.stack.pop();
    page.instance.onUnload?.();
    page.end();
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
    return !this.page?.timer;
  }

  text() {
    return textOf(this.page?.nodes ?? []);
  }

  #saying(words) {
    const all = [...walk(this.page.nodes, [])].filter(([node]) => textOf([node]).includes(words));
    const innermost = all.filter(([node]) => !node.children.some((child) => child.tag && textOf([child]).includes(words)));
    const exact = innermost.filter(([node]) => textOf([node]) === words);
    return exact.length ? exact : innermost;
  }

  has(words) {
    return this.#saying(words).length > 0;
  }

  tap(words, which = 0) {
    const found = this.#saying(words).at(which);
    if (!found) return false;
    for (const node of [found[0], ...found[1].toReversed()]) fire(node, "onTap", { type: "tap", detail: {} });
    return true;
  }

  /** The field whose label begins with these words. */
  #field(label) {
    let seen = false;
    for (const [node] of walk(this.page.nodes, [])) {
      if (node.tag === "text" && textOf([node]).startsWith(label)) seen = true;
      if (seen && ["input", "textarea"].includes(node.tag)) return node;
    }
    return undefined;
  }

  type(label, value) {
    const input = this.#field(label);
    if (!input) return false;
    fire(input, "onInput", { type: "input", detail: { value } });
    fire(input, "onBlur", { type: "blur", detail: { value } });
    return true;
  }

  /** What stands in a field. */
  value(label) {
    return this.#field(label)?.attributes.value;
  }

  /** The drawing of the QR code on the page. */
  picture() {
    const drawn = [...walk(this.page.nodes, [])].map(([node]) => String(node.attributes.style ?? ""));
    return drawn.find((style) => /background-?image/i.test(style));
  }
}

/** One page on the screen with its components. */
class Shown {
  constructor(host, kind) {
    Object.assign(this, { host, kind, path: kind.path, parts: new Map(), nodes: [], waiting: [] });
    const isComponent = (name, owner) => name in owner.kind.uses;
    this.drawing = new Drawing((name, attributes, slots, context) => this.#component(name, attributes, slots, context), isComponent);
    this.owner = this.#made(kind, {});
    this.instance = this.owner.instance;
    this.instance.route = kind.path;
  }

  #made(kind, props) {
    const { data, methods, props: defaults, onInit, didMount, didUnmount, deriveDataFromProps, ...rest } = kind.options;
    const instance = { $id: ++this.host.ids, is: `/${kind.path}`, data: structuredClone(data ?? {}), ...rest, ...methods };
    instance.props = { ...defaults, ...props };
    instance.setData = (change, callback) => {
      for (const [path, value] of Object.entries(change)) setAt(instance.data, path, value);
      if (callback) this.waiting.push(callback);
      this.later();
    };
    return { kind, instance, life: { onInit, didMount, didUnmount, deriveDataFromProps }, mounted: false };
  }

  later() {
    this.timer ??= setTimeout(() => ((this.timer = undefined), this.redraw()));
  }

  redraw() {
    if (this.ended) return;
    this.used = new Set();
    this.nodes = this.#inside(this.owner, {}, "");
    for (const [key, part] of this.parts) if (!this.used.has(key)) (this.parts.delete(key), part.life.didUnmount?.call(part.instance));
    for (const part of this.parts.values()) if (!part.mounted) ((part.mounted = true), part.life.didMount?.call(part.instance));
    this.waiting.splice(0).forEach((callback) => callback());
  }

  end() {
    this.ended = true;
    for (const part of this.parts.values()) part.life.didUnmount?.call(part.instance);
  }

  #inside(owner, slots, key) {
    return this.drawing.draw(owner.kind.elements, { owner, slots, key, scope: owner.instance.data });
  }

  #component(name, attributes, slots, context) {
    const kind = this.host.kind(context.owner.kind.uses[name]);
    const key = `${context.key}<${name}>`;
    this.used.add(key);
    const props = Object.fromEntries(Object.entries(attributes).map(([given, value]) => [camel(given), bound(given, value, context.owner)]));
    let part = this.parts.get(key);
    if (!part) {
      part = this.#made(kind, props);
      this.parts.set(key, part);
      part.life.deriveDataFromProps?.call(part.instance, part.instance.props);
      part.life.onInit?.call(part.instance);
    } else {
      const next = { ...kind.options.props, ...props };
      part.life.deriveDataFromProps?.call(part.instance, next);
      part.instance.props = next;
    }
    return this.#inside(part, slots, key);
  }
}

const camel = (name) => name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
/** A handler is written as the name of a method of whoever wrote it. */
const bound = (name, value, owner) => (/^on[A-Z]/.test(name) && typeof value === "string" ? (...given) => owner.instance[value]?.(...given) : value);

function setAt(data, path, value) {
  const steps = path.replace(/\[(\d+)\]/g, ".$1").split(".");
  const last = steps.pop();
  steps.reduce((inner, step) => (inner[step] ??= {}), data)[last] = value;
}

function fire(node, name, event) {
  const method = node.attributes[name];
  const target = { dataset: {}, offsetLeft: 0, offsetTop: 0 };
  if (method && !node.attributes.disabled) node.owner.instance[method]?.({ target, currentTarget: target, timeStamp: Date.now(), ...event });
}

function* walk(nodes, above) {
  for (const node of nodes) {
    if (!node.tag) continue;
    yield [node, above];
    yield* walk(node.children, [...above, node]);
  }
}

function textOf(nodes) {
  return nodes.map((node) => (node.tag ? textOf(node.children) : node)).join("").replace(/\s+/g, " ").trim();
}

/** The part of `my` that the builds use, with Alipay's own numbers of failures. */
function surface(host, device) {
  const later = (options, outcome) => setTimeout(() => settle(options ?? {}, outcome));
  const go = (act) => (options) => setTimeout(() => (act(options), settle(options, {})));
  const noop = () => undefined;
  return {
    canIUse: (name) => name !== "saveFileToDingTalk",
    SDKVersion: "2.9.0",
    getSystemInfoSync: () => ({ platform: "iOS", model: "iPhone14,5", language: "zh-Hans", theme: "light", windowWidth: 390, app: "alipay" }),
    getLaunchOptionsSync: () => host.launch,
    onAppShow: (callback) => host.callbacks.show.push(callback),
    onAppHide: (callback) => host.callbacks.hide.push(callback),
    onNetworkStatusChange: (callback) => device.onNetwork.push(callback),
    getStorageSync: ({ key }) => ({ data: device.storage.get(key) ?? null, success: true }),
    setStorageSync: ({ key, data }) => (device.storage.set(key, data), { success: true }),
    setStorage: ({ key, data }) => void device.storage.set(key, data),
    removeStorageSync: ({ key }) => (device.storage.delete(key), { success: true }),
    setNavigationBarTitle: (options) => (device.titles.push(options.title), later(options, {})),
    setNavigationBar: (options) => (device.titles.push(options.title), later(options, {})),
    pageScrollTo: noop,
    vibrateShort: noop,
    vibrateLong: noop,
    vibrate: noop,
    setKeepScreenOn: noop,
    openSetting: (options) => later(options, { authSetting: {} }),
    createInnerAudioContext: () => {
      const sound = { src: "", play: () => device.sounds.push(sound.src), stop: noop, destroy: noop };
      return sound;
    },
    setClipboard: (options) => later(options, {}),
    navigateTo: go(({ url }) => (host.page?.instance.onHide?.(), host.open(url))),
    redirectTo: go(({ url }) => (host.close(), host.open(url))),
    reLaunch: go(({ url }) => {
      while (host.stack.length) host.close();
      host.open(url);
    }),
    navigateBack: go(() => (host.close(), host.page?.instance.onShow?.())),
    getAuthCode: (options) => void device.atChannel("login").then(({ authCode }) => settle(options, { authCode, authSuccessScopes: ["auth_base"] })),
    scan(options) {
      const seen = device.look();
      const fault = { cancelled: { error: 10, errorMessage: "用户取消" }, refused: { error: 2001, errorMessage: "用户拒绝授权" } }[seen];
      later(options, fault ? { fault } : { code: seen, qrCode: seen });
    },
    getLocation: (options) =>
      later(options, device.refused.has("location") ? { fault: { error: 2001, errorMessage: "用户拒绝授权" } } : { longitude: "115.9853", latitude: "36.4567" }),
    request(options) {
      const stopper = new AbortController();
      void device.ask({ url: options.url, method: options.method, headers: options.headers, body: options.data }, stopper).then((answer) => {
        if (!answer) return settle(options, { fault: { error: 12, errorMessage: "网络连接失败" } });
        const told = { status: answer.status, headers: answer.headers, data: answer.bytes.toString() };
        settle(options, answer.status < 400 ? told : { fault: { error: 19, errorMessage: "http status error", ...told } });
      });
      return { abort: () => stopper.abort() };
    },
    downloadFile: (options) =>
      void device
        .ask({ url: options.url, headers: options.header })
        .then((answer) => settle(options, answer && answer.status < 400 ? { apFilePath: device.keep(answer.bytes) } : { fault: { error: 12, errorMessage: "下载失败" } })),
    saveImageToPhotosAlbum(options) {
      if (device.refused.has("album")) return later(options, { fault: { error: 2001, errorMessage: "用户拒绝授权" } });
      device.album.push(device.files.get(options.filePath));
      later(options, {});
    },
    openDocument: (options) => later(options, {}),
    requestSubscribeMessage(options) {
      device.consents.push(...options.entityIds);
      void Promise.all(options.entityIds.map((template_id) => device.atChannel("subscribe", { template_id }))).then(() =>
        settle(options, { behavior: "subscribe", subscribeEntityIds: options.entityIds }),
      );
    },
  };
}

function settle(options, { fault, ...result }) {
  if (fault) options.fail?.(fault);
  else options.success?.(result);
  options.complete?.(fault ?? result);
}
