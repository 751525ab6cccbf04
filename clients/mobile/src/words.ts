/** Texts in two languages, side by side where they are used, so that a page carries only its own. */
import { filled } from "@venuecode/core";
import { settings } from "./state/settings";

type Pair = readonly [zh: string, en: string];

/** A reader of the given texts in the person's language; `{name}` is filled from `values`, `{name|one|many}` by its number. */
export function words<K extends string>(texts: Record<K, Pair>) {
  return (key: K, values: Record<string, string | number> = {}): string =>
    filled(texts[key][settings.language === "zh" ? 0 : 1], values);
}

/** The fitting one of a pair that came from elsewhere, for example from the server. */
export function inLanguage(text: { zh: string; en: string }): string {
  return settings.language === "zh" ? text.zh : text.en;
}
