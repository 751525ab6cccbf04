/** The mini-programs' side of `platform.ts`: WeChat and Alipay, through the framework's common calls. */
import { NoAnswer, problemFrom, Utf8Reader, type Stop } from "@venuecode/core";
import { channel } from "./channel";
import type { Kept, Picture, Platform, Position } from "./platform";
import { quiet, siren, softTone } from "./sound.mp";

/** The framework puts WeChat's words, and Alipay's words or else its number, into `errMsg`. */
type Fault = { errMsg?: string };
/** Of Alipay: 2001 to 2004 the person refuses, 15 the album is not allowed. */
const REFUSED = /auth|den(y|ied)|permission|拒绝|授权|权限|fail (15|200[1-4])$/i;
/** Of Alipay: 10 the scanner was left, 11 something else was. */
const CANCELLED = /cancel|取消|fail 1[01]$/i;

// #ifdef MP-ALIPAY
declare const my: { requestSubscribeMessage(options: { entityIds: string[]; complete: () => void }): void };
// #endif

const provider = channel.platform === "mp-weixin" ? "wechat" : "alipay";
let seen = true;
const waitingToBeSeen: (() => void)[] = [];
uni.onAppShow(() => {
  seen = true;
  waitingToBeSeen.splice(0).forEach((callback) => callback());
});
uni.onAppHide(() => (seen = false));

const isRefused = (fault: Fault) => REFUSED.test(fault.errMsg ?? "");
const isCancelled = (fault: Fault) => CANCELLED.test(fault.errMsg ?? "");

/** Ids need to be different, not secret: the host's generator where it has one at hand. */
function randomBytes(count: number): Uint8Array {
  return Uint8Array.from({ length: count }, () => Math.floor(Math.random() * 256));
}

function position(): Promise<Position | null> {
  return new Promise((resolve) =>
    uni.getLocation({
      success: ({ longitude, latitude }) => resolve({ longitude: Number(longitude), latitude: Number(latitude) }),
      fail: () => resolve(null),
    }),
  );
}

function scanCode() {
  return new Promise<{ text: string } | "cancelled" | "refused" | "missing">((resolve) =>
    uni.scanCode({
      scanType: ["qrCode"],
      success: ({ result }) => resolve({ text: result }),
      fail: (fault: Fault) => resolve(isCancelled(fault) ? "cancelled" : isRefused(fault) ? "refused" : "missing"),
    }),
  );
}

function signInCode(): Promise<string> {
  return new Promise((resolve, reject) =>
    uni.login({
      // #ifdef MP-ALIPAY
      scopes: "auth_base",
      // #endif
      success: ({ code }) => (code ? resolve(code) : reject(new NoAnswer())),
      fail: () => reject(new NoAnswer()),
    }),
  );
}

/** WeChat hands the answer over in chunks of bytes as they come. */
function streamInChunks(url: string, headers: Record<string, string>, onChunk: (text: string) => void, stop: Stop): Promise<void> {
  return new Promise((resolve, reject) => {
    const reader = new Utf8Reader();
    let refused = "";
    let status = 200;
    const task = uni.request({
      url,
      header: headers,
      enableChunked: true,
      responseType: "arraybuffer",
      timeout: 24 * 3600 * 1000,
      success: (answer) => {
        if (answer.statusCode < 400) resolve();
        else reject(problemFrom(answer.statusCode, parsed(refused), null));
      },
      fail: () => (stop.stopped ? resolve() : reject(new NoAnswer())),
    } as UniApp.RequestOptions) as unknown as ChunkedTask;
    task.onHeadersReceived?.((head) => (status = head.statusCode ?? status));
    task.onChunkReceived(({ data }) => {
      const text = reader.read(new Uint8Array(data));
      if (status >= 400 || (!refused && text.startsWith("{"))) refused += text;
      else onChunk(text);
    });
    stop.onStop(() => task.abort());
  });
}

type ChunkedTask = {
  abort(): void;
  onHeadersReceived?(callback: (head: { statusCode?: number }) => void): void;
  onChunkReceived(callback: (chunk: { data: ArrayBuffer }) => void): void;
};

/** Alipay hands over whole answers only: the server answers with the first news and ends, and is asked again. */
async function askAgainAndAgain(url: string, headers: Record<string, string>, onChunk: (text: string) => void, stop: Stop): Promise<void> {
  let lastId = headers["Last-Event-ID"] ?? "";
  while (!stop.stopped) {
    const text = await oneAnswer(`${url}&until=news`, { ...headers, ...(lastId ? { "Last-Event-ID": lastId } : {}) }, stop);
    if (stop.stopped) return;
    lastId = /[^]*^id: ?(.+)$/m.exec(text)?.[1] ?? lastId;
    onChunk(text);
  }
}

function oneAnswer(url: string, header: Record<string, string>, stop: Stop): Promise<string> {
  return new Promise((resolve, reject) => {
    const task = uni.request({
      url,
      header,
      dataType: "text",
      timeout: 30_000,
      success: ({ statusCode, data }) => {
        if (statusCode < 400) resolve(String(data));
        else reject(problemFrom(statusCode, parsed(String(data)), null));
      },
      fail: ({ statusCode = 0, data }: { errMsg?: string; statusCode?: number; data?: unknown }) => {
        // Alipay calls an answer above 399 a failure
        reject(statusCode >= 400 ? problemFrom(statusCode, parsed(String(data)), null) : new NoAnswer());
      },
    });
    stop.onStop(() => task.abort());
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function fetchFile(url: string, header: Record<string, string>): Promise<{ objectUrl: string; release: () => void }> {
  return new Promise((resolve, reject) =>
    uni.downloadFile({
      url,
      header,
      success: ({ statusCode, tempFilePath }) => {
        // Alipay gives no status: what it hands over has come
        if (statusCode === undefined || statusCode < 400) resolve({ objectUrl: tempFilePath, release: () => undefined });
        else reject(problemFrom(statusCode, undefined, null));
      },
      fail: () => reject(new NoAnswer()),
    }),
  );
}

/** Pictures go to the album, documents to the host's viewer, which can print and pass them on. */
function saveFile(filePath: string, name: string): Promise<Kept> {
  return new Promise((resolve) => {
    const ports = {
      filePath,
      success: () => resolve("kept" as const),
      fail: (fault: Fault) => resolve(isCancelled(fault) ? "cancelled" : isRefused(fault) ? "refused" : "failed"),
    };
    if (name.endsWith(".pdf")) uni.openDocument({ ...ports, fileType: "pdf", showMenu: true });
    else uni.saveImageToPhotosAlbum(ports);
  });
}

function takePicture(mostBytes: number, onChosen: () => void): Promise<Picture> {
  return new Promise((resolve) =>
    uni.chooseImage({
      count: 1,
      sizeType: ["compressed"],
      success: ({ tempFilePaths }) => {
        const src = tempFilePaths[0];
        if (!src) return resolve("cancelled");
        onChosen();
        uni.getFileSystemManager().readFile({
          filePath: src,
          encoding: "base64",
          success: ({ data }) => {
            const base64 = String(data);
            resolve((base64.length * 3) / 4 > mostBytes ? "unfit" : { src, base64 });
          },
          fail: () => resolve("unfit"),
        });
      },
      fail: () => resolve("cancelled"),
    }),
  );
}

/** The platforms call the templates by different names, and neither answer stops what the person was doing. */
function askForMessages(templates: string[]): Promise<void> {
  return new Promise((resolve) => {
    // #ifdef MP-WEIXIN
    uni.requestSubscribeMessage({ tmplIds: templates, complete: () => resolve() });
    // #endif
    // #ifdef MP-ALIPAY
    my.requestSubscribeMessage({ entityIds: templates, complete: () => resolve() });
    // #endif
  });
}

export const miniProgram: Platform = {
  hosts: [channel.host.replace(/^https?:\/\//, "").toLowerCase()],
  baseUrl: channel.host,
  channel: provider,
  device() {
    const { platform, model } = uni.getSystemInfoSync();
    return [model, platform, channel.title[0]].filter(Boolean).join(" · ").slice(0, 60);
  },
  routeOpenedCode: () => undefined, // App.vue hears of it
  randomBytes,
  preferredLanguage: () => (/^(zh|简|繁)/i.test(uni.getSystemInfoSync().language || "zh") ? "zh" : "en"),
  prefersDark: () => (uni.getSystemInfoSync() as { theme?: string }).theme === "dark",
  dress: () => undefined, // PageFrame carries the classes: no page's root can be reached
  allowSound: () => undefined,
  softTone,
  siren,
  quiet,
  speak: () => undefined,
  vibrate: (pattern) => void (pattern.length > 1 ? uni.vibrateLong({}) : uni.vibrateShort({})),
  keepAwake() {
    uni.setKeepScreenOn({ keepScreenOn: true });
    return () => uni.setKeepScreenOn({ keepScreenOn: false });
  },
  position,
  stream: provider === "wechat" ? streamInChunks : askAgainAndAgain,
  fetchFile,
  saveFile,
  takePicture,
  scanCode,
  signIn: { provider, appId: channel.app_id, code: signInCode },
  askForMessages,
  leaveFor: () => undefined,
  takeReturn: () => null,
  openPermissions: () => uni.openSetting({}),
  showFirstFault: () => void uni.pageScrollTo({ scrollTop: 0 }),
  show: (mark) => void uni.pageScrollTo({ selector: `.${mark}`, fail: () => undefined }),
  copy: (text) => new Promise((resolve) => uni.setClipboardData({ data: text, success: () => resolve(true), fail: () => resolve(false) })),
  install: null,
  isSeen: () => seen,
  onceSeen: (callback) => void waitingToBeSeen.push(callback),
  onOnline: (callback) => uni.onNetworkStatusChange(({ isConnected }) => isConnected && callback()),
};
