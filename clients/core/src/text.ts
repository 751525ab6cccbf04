/** How texts with gaps are filled and names are put in order, in every client. */
const GAP = /\{(\w+)(?:\|([^|}]*)\|([^|}]*))?\}/g;

/**
 * `{name}` becomes the value of that name; `{name|row|rows}` the word for one or for any other number of it.
 * A gap without a value is left to `missing`.
 */
export function filled(
  text: string,
  values: Readonly<Record<string, string | number>>,
  missing: (gap: string) => string = () => "",
): string {
  return text.replace(GAP, (gap, name: string, one?: string, more?: string) => {
    const value = values[name];
    if (value === undefined) return missing(gap);
    return one === undefined ? String(value) : (Number(value) === 1 ? one : more) ?? "";
  });
}

/** Names as a reader looks them up: the server gives them by pinyin; an English reader expects the alphabet. */
export function inOrder<T extends { en: string }>(items: readonly T[], language: "zh" | "en"): T[] {
  const letters = (one: T) => one.en.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  return language === "zh" ? [...items] : [...items].sort((a, b) => (letters(a) < letters(b) ? -1 : 1));
}
