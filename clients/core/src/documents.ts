/** First checks of identity documents while they are typed. The server decides; these only save a round trip. */

export const documentTypes = [
  "resident_id",
  "hk_macao_permit",
  "taiwan_permit",
  "foreign_permanent_resident_id",
  "passport",
] as const;
export type DocumentType = (typeof documentTypes)[number];

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** Whether a resident ID number has 18 characters, a possible birth date and the right check character (GB 11643). */
export function residentIdLooksRight(number: string, todayMs: number): boolean {
  if (!/^\d{17}[\dX]$/.test(number)) return false;
  const born = Date.UTC(Number(number.slice(6, 10)), Number(number.slice(10, 12)) - 1, Number(number.slice(12, 14)));
  const written = new Date(born).toISOString().slice(0, 10).replace(/-/g, "");
  if (written !== number.slice(6, 14) || born > todayMs || born < Date.UTC(1890, 0, 1)) return false;
  const sum = WEIGHTS.reduce((total, weight, i) => total + weight * Number(number[i]), 0);
  return "10X98765432"[sum % 11] === number[17];
}

const SHAPES: Record<Exclude<DocumentType, "resident_id">, RegExp> = {
  hk_macao_permit: /^[HM]\d{8}(\d{2})?$/,
  taiwan_permit: /^(\d{8}|\d{10}[A-Z]?)$/,
  foreign_permanent_resident_id: /^([A-Z]{3}\d{12}|9\d{16}[\dX])$/,
  passport: /^(?=.*\d)[A-Z0-9]{5,15}$/,
};

/** The number as it is sent: upper case, full-width folded, without blanks and hyphens. */
export function cleanDocumentNumber(text: string): string {
  return text
    .replace(/[\uff01-\uff5e]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replace(/[\s\u3000-]/g, "")
    .toUpperCase();
}

/** Whether a cleaned number can be one of that type. */
export function documentLooksRight(type: DocumentType, number: string, todayMs: number): boolean {
  return type === "resident_id" ? residentIdLooksRight(number, todayMs) : SHAPES[type].test(number);
}
