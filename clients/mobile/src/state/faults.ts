/** Words for what went wrong with a request. The server's own words come first: they are in the reader's language. */
import { ApiProblem, NoAnswer } from "@venuecode/core";
import { words } from "../words";

const t = words({
  offline: ["没有网络，请检查后再试。您填写的内容不会丢失。", "No network. Check it and try again; what you typed is kept."],
  wait: ["{text}（{seconds} 秒后再试）", "{text} (again in {seconds} s)"],
  unknown: ["系统出现问题，请稍后再试（{code}）。", "Something went wrong; please try again later ({code})."],
});

/** A sentence for the person; anything that is neither a problem nor a silence is a defect and goes on up. */
export function describe(error: unknown): string {
  if (error instanceof NoAnswer) return t("offline");
  if (!(error instanceof ApiProblem)) throw error;
  const text = error.title || t("unknown", { code: error.code });
  return error.retryAfter ? t("wait", { text, seconds: error.retryAfter }) : text;
}

/** The words for each field that the server named; empty for any other error. */
export function fieldFaults(error: unknown): Record<string, string> {
  return error instanceof ApiProblem ? error.fields : {};
}
