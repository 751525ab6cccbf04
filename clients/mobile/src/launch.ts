/** A poster that another scanner read: WeChat hands its address over as `q`, Alipay as `qrCode`. */
import { urlOf } from "./routes";

type Query = Record<string, string | undefined> | undefined;
let taken = "";
let waiting = "";

/** The text of a code in what a host says of a start or gives to a page; empty if there is none. */
export const openedText = (query: Query): string => query?.["q"] ?? query?.["qrCode"] ?? "";

/**
 * Keep the code of a start, cold or warm. WeChat tells the same scan again whenever the app comes back to the front;
 * the time of the scan, which stands beside it, tells it from a new one.
 */
export function takeLaunch(query: Query): void {
  const text = openedText(query);
  const scan = `${text} ${query?.["scancode_time"] ?? ""}`;
  if (!text || (query?.["scancode_time"] && scan === taken)) return;
  taken = scan;
  waiting = text;
}

/** The page for the code that was opened and that no page has taken up yet; empty if there is none. */
export function openedPage(): string {
  const text = waiting;
  waiting = "";
  // the text goes along whole: whether it is a code of ours is said in words there
  return text && urlOf("pass", { code: text, fresh: "1" });
}

/** A value of a page's query; some hosts hand it over as it stood in the address. */
export function plain(value: unknown): string {
  const text = String(value ?? "");
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
