/** How a visit came about, in a word and a sign. */
import type { components } from "@venuecode/core";
import { words } from "../words";

export type Method = components["schemas"]["GuardVisit"]["method"];

export const methodWord = words<Method>({
  self: ["本人扫码", "scanned"],
  companion: ["同行登记", "companion"],
  card: ["纸质码", "paper card"],
  personal_code: ["出示个人码", "personal code"],
  document: ["证件查询", "by document"],
  typed: ["现场录入", "typed in"],
  terminal: ["终端", "terminal"],
});

export const METHOD_ICONS: Record<Method, string> = {
  self: "scan",
  companion: "family",
  card: "card",
  personal_code: "person",
  document: "apply",
  typed: "keyboard",
  terminal: "door",
};
