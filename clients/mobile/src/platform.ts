/** What differs between hosts, behind one face. The rest of the app asks `platform` and never the host. */
import type { Stop } from "@venuecode/core";
// #ifdef H5
import { h5 } from "./platform.h5";
// #endif
// #ifdef MP
import { miniProgram } from "./platform.mp";
// #endif

export type Position = { longitude: number; latitude: number };
export type Spoken = "zh" | "en";
/** A picture ready to be sent: what the page shows, and its bytes; or why there is none. */
export type Picture = { src: string; base64: string } | "cancelled" | "unfit";
/** What became of a file that was to be kept on the device. */
export type Kept = "kept" | "cancelled" | "refused" | "failed";

export interface Platform {
  /** Hosts whose posters are ours, in lower case with their port. */
  readonly hosts: readonly string[];
  /** Where the server is; empty when it is the page's own origin. */
  readonly baseUrl: string;
  readonly channel: "h5" | "wechat" | "alipay";
  /** The device in words, for the list of open sessions. */
  device(): string;
  /** A poster opened from outside (`/v/CODE`) becomes the app's own page before the first page is drawn. */
  routeOpenedCode(): void;
  randomBytes(count: number): Uint8Array;
  /** Language the device prefers. */
  preferredLanguage(): Spoken;
  prefersDark(): boolean;
  /** Put language, type size and ground on the root, so that the tokens follow. */
  dress(look: { language: Spoken; large: boolean; dark: boolean }): void;
  /** Sound may only start after a touch: call from a tap. */
  allowSound(): void;
  softTone(): void;
  /** An alarm that cannot be missed; ends by itself after about three seconds, or by `quiet`. */
  siren(): void;
  quiet(): void;
  speak(text: string, language: Spoken): void;
  vibrate(pattern: number[]): void;
  /** Keep the screen on until the returned function is called. */
  keepAwake(): () => void;
  /** Where the phone is, or null when the person or the device says no. */
  position(): Promise<Position | null>;
  /** A streamed answer, chunk by chunk; throws `ApiProblem` or `NoAnswer`. */
  stream(url: string, headers: Record<string, string>, onChunk: (text: string) => void, stop: Stop): Promise<void>;
  /** A file from the server, with the session in a header; shown by `objectUrl`, saved under its name. */
  fetchFile(url: string, headers: Record<string, string>): Promise<{ objectUrl: string; release: () => void }>;
  /** A picture into the album, a document to where documents go. */
  saveFile(objectUrl: string, name: string): Promise<Kept>;
  /** A picture from the album or the camera, as JPEG (or, in a mini-program, as it came) of at most `mostBytes`; `onChosen` before it is made ready. */
  takePicture(mostBytes: number, onChosen: () => void): Promise<Picture>;
  /** The host's own scanner, which reads photos too; null where the page looks through the camera itself. */
  readonly scanCode: (() => Promise<{ text: string } | "cancelled" | "refused" | "missing">) | null;
  /** The account that the host knows the person by: a code for the server, good once; null where there is none. */
  readonly signIn: { provider: "wechat" | "alipay"; appId: string; code: () => Promise<string> } | null;
  /** Leave for the page of a provider of accounts; mini-programs have their host's own. */
  leaveFor(url: string): void;
  /** What a provider's page brought back with the person, once; null if nobody came from there. */
  takeReturn(): { name: string; code: string; state: string } | null;
  /** Ask whether messages of these templates may come; from a tap. A refusal is an answer, too. */
  askForMessages(templates: string[]): Promise<void>;
  /** Where the person may allow again what was refused; null where that is for the browser's own menu. */
  readonly openPermissions: (() => void) | null;
  /** Bring the first field that is wrong into sight. */
  showFirstFault(): void;
  /** Bring what has just appeared into sight, and to those who listen instead of looking. `mark` is its class. */
  show(mark: string): void;
  copy(text: string): Promise<boolean>;
  /** Offer to put the app on the start screen; null where the host has no such thing. */
  readonly install: { readonly offered: () => boolean; ask: () => Promise<void> } | null;
  /** Whether somebody is looking at this page, and the moment when somebody first does. */
  isSeen(): boolean;
  onceSeen(callback: () => void): void;
  onOnline(callback: () => void): void;
}

let host: Platform | undefined;
// #ifdef H5
host = h5;
// #endif
// #ifdef MP
host = miniProgram;
// #endif
export const platform: Platform = host!;
