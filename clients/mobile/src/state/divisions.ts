/** Names of divisions by their code. */
import { api } from "./session";
import { settings } from "./settings";

/** The whole name in the reader's language; the code itself when it cannot be asked for now. */
export async function divisionPath(code: string): Promise<string> {
  try {
    const division = await api.get("/api/v1/divisions/{code}", { path: { code } });
    return settings.language === "zh"
      ? division.path.map((step) => step.name_zh).join("")
      : [...division.path].reverse().map((step) => step.name_en).join(", ");
  } catch {
    return code;
  }
}
