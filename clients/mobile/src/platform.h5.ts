/** The web page's side of `platform.ts`. Owns no state of the app. */
import { NoAnswer, problemFrom, type Stop } from "@venuecode/core";
import { shrunk } from "./picture.h5";
import type { Kept, Platform, Position } from "./platform";
import { quiet, siren, softTone, unlockSound } from "./sound.h5";

type InstallEvent = Event & { prompt(): Promise<void> };
let installEvent: InstallEvent | null = null;
window.addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  installEvent = event as InstallEvent;
});

if (import.meta.env.PROD && "serviceWorker" in navigator) {
  window.addEventListener("load", () => void navigator.serviceWorker.register("/sw.js").catch(() => undefined));
}

// After an update the server has other file names than the page that is still open: load the page anew, but not in a circle.
window.addEventListener("vite:preloadError", (event) => {
  const last = Number(sessionStorage.getItem("reloadedAt") ?? 0);
  if (!navigator.onLine || Date.now() - last < 30_000) return;
  event.preventDefault();
  sessionStorage.setItem("reloadedAt", String(Date.now()));
  location.reload();
});

type Returned = { name: string; code: string; state: string };
let returned: Returned | null = null;

/** A provider's page sends people back to `/signed-in/NAME`: what it says is taken out of the address at once. */
function routeReturn(): boolean {
  const name = /^\/signed-in\/([\w-]+)\/?$/.exec(location.pathname)?.[1];
  if (!name) return false;
  const said = new URLSearchParams(location.search);
  returned = { name, code: said.get("code") ?? "", state: said.get("state") ?? "" };
  history.replaceState(null, "", "/#/pages/sign-in/sign-in");
  return true;
}

/** The router takes an address whose query alone was changed by hand for the page that it shows, and keeps it as it is. */
function startAnewByHand(): void {
  let byHand = false;
  const pageOf = (url: string) => /#([^?]*)/.exec(url)?.[1];
  addEventListener("popstate", (event) => (byHand = event.state === null), true);
  addEventListener("hashchange", (event) => {
    if (byHand && pageOf(event.oldURL) === pageOf(event.newURL)) location.reload();
    byHand = false;
  });
}

function routeOpenedCode(): void {
  startAnewByHand();
  if (routeReturn()) return;
  const opened = /^\/v\/([^/]+)\/?$/.exec(location.pathname);
  if (!opened) return;
  const proof = new URLSearchParams(location.search).get("p");
  const code = encodeURIComponent(proof ? `${opened[1]}?p=${proof}` : opened[1]!);
  history.replaceState(null, "", `/#/pages/pass/pass?code=${code}`);
}

/** The kind of device and browser, and no more: "Android · Chrome". */
function deviceWords(): string {
  const first = (names: string[]) => names.find((name) => navigator.userAgent.includes(name)) ?? "";
  const browser = first(["MicroMessenger", "Alipay", "Edg", "Firefox", "Chrome", "Safari"]);
  return [first(["iPhone", "iPad", "HarmonyOS", "Android", "Windows", "Macintosh", "Linux"]), browser].filter(Boolean).join(" · ");
}

function keepAwake(): () => void {
  let lock: WakeLockSentinel | null = null;
  let wanted = true;
  const take = () => {
    if (!wanted || document.visibilityState !== "visible" || !("wakeLock" in navigator)) return;
    navigator.wakeLock.request("screen").then(
      (sentinel) => (lock = sentinel),
      () => undefined, // refused on low battery: the screen stays as the person has set it
    );
  };
  document.addEventListener("visibilitychange", take);
  take();
  return () => {
    wanted = false;
    document.removeEventListener("visibilitychange", take);
    void lock?.release();
  };
}

function position(): Promise<Position | null> {
  return new Promise((resolve) => {
    if (!("geolocation" in navigator)) return resolve(null);
    navigator.geolocation.getCurrentPosition(
      (found) => resolve({ longitude: found.coords.longitude, latitude: found.coords.latitude }),
      () => resolve(null),
      { enableHighAccuracy: true, timeout: 10_000, maximumAge: 60_000 },
    );
  });
}

async function ask(url: string, headers: Record<string, string>, signal?: AbortSignal): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { headers, signal: signal ?? null, cache: "no-store" });
  } catch {
    throw new NoAnswer();
  }
  if (response.ok) return response;
  const body: unknown = await response.json().catch(() => undefined);
  throw problemFrom(response.status, body, response.headers.get("retry-after"));
}

async function stream(
  url: string,
  headers: Record<string, string>,
  onChunk: (text: string) => void,
  stop: Stop,
): Promise<void> {
  const abort = new AbortController();
  stop.onStop(() => abort.abort());
  const response = await ask(url, headers, abort.signal);
  const reader = response.body?.getReader();
  if (!reader) throw new NoAnswer();
  const decoder = new TextDecoder();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      onChunk(decoder.decode(value, { stream: true }));
    }
  } catch {
    throw new NoAnswer();
  }
}

async function fetchFile(url: string, headers: Record<string, string>) {
  const objectUrl = URL.createObjectURL(await (await ask(url, headers)).blob());
  return { objectUrl, release: () => URL.revokeObjectURL(objectUrl) };
}

function saveFile(objectUrl: string, name: string): Promise<Kept> {
  const link = document.createElement("a");
  link.href = objectUrl;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  return Promise.resolve("kept");
}

/** A picture from the album or the camera; null when the person thought better of it. */
export function choosePhoto(): Promise<Blob | null> {
  return new Promise((resolve) => {
    const input = document.createElement("input");
    input.type = "file";
    input.accept = "image/*";
    input.hidden = true;
    input.addEventListener("change", () => finish(input.files?.[0] ?? null));
    input.addEventListener("cancel", () => finish(null));
    const finish = (file: Blob | null) => {
      input.remove();
      resolve(file);
    };
    document.body.append(input);
    input.click();
  });
}

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

export const h5: Platform = {
  hosts: [location.host.toLowerCase()],
  baseUrl: "",
  channel: "h5",
  device: deviceWords,
  routeOpenedCode,
  randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
  preferredLanguage: () => (navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en"),
  prefersDark: () => matchMedia("(prefers-color-scheme: dark)").matches,
  dress({ language, large, dark }) {
    const root = document.documentElement;
    root.lang = language === "zh" ? "zh-CN" : "en";
    root.classList.toggle("large", large);
    root.classList.toggle("dark", dark);
  },
  allowSound: unlockSound,
  softTone,
  siren,
  quiet,
  speak(text, language) {
    if (!("speechSynthesis" in window)) return;
    const words = new SpeechSynthesisUtterance(text);
    words.lang = language === "zh" ? "zh-CN" : "en-US";
    speechSynthesis.cancel();
    speechSynthesis.speak(words);
  },
  vibrate(pattern) {
    // before a first touch the browser refuses it, loudly
    if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(pattern);
  },
  keepAwake,
  position,
  stream,
  fetchFile,
  saveFile,
  async takePicture(mostBytes, onChosen) {
    const chosen = await choosePhoto();
    if (chosen) onChosen();
    return chosen ? shrunk(chosen, mostBytes) : "cancelled";
  },
  scanCode: null,
  signIn: null,
  askForMessages: () => Promise.resolve(), // a page has none: a text message comes
  leaveFor: (url) => location.assign(url),
  takeReturn() {
    const once = returned;
    returned = null;
    return once;
  },
  openPermissions: null,
  copy,
  showFirstFault() {
    document.querySelector(".vc-field.wrong, .vc-choice .error")?.scrollIntoView({ block: "center", behavior: "smooth" });
  },
  show(mark) {
    const found = document.querySelector<HTMLElement>(`.${mark}`);
    if (!found) return;
    found.tabIndex = -1;
    found.focus({ preventScroll: true });
    found.scrollIntoView({ block: "center", behavior: "smooth" });
  },
  install: {
    offered: () => installEvent !== null,
    async ask() {
      await installEvent?.prompt();
      installEvent = null;
    },
  },
  isSeen: () => document.visibilityState === "visible",
  onceSeen(callback) {
    const seen = () => {
      if (document.visibilityState !== "visible") return;
      document.removeEventListener("visibilitychange", seen);
      callback();
    };
    document.addEventListener("visibilitychange", seen);
  },
  onOnline: (callback) => window.addEventListener("online", callback),
};
