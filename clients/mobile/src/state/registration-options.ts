/** What registration offers: nationalities, relations, the version of the privacy notice. Asked for once. */
import type { Answer } from "@venuecode/core";
import { ref } from "vue";
import { inLanguage } from "../words";
import { api } from "./session";

type Options = Answer<"/api/v1/registration/options", "get">;
export const registrationOptions = ref<Options | null>(null);

export async function loadRegistrationOptions(): Promise<Options> {
  registrationOptions.value ??= await api.get("/api/v1/registration/options");
  return registrationOptions.value;
}

export async function privacyVersion(): Promise<string> {
  return (await loadRegistrationOptions()).privacy_version;
}

export function nationalityName(code: string): string {
  const found = registrationOptions.value?.nationalities.find((one) => one.code === code);
  return found ? inLanguage(found) : code;
}

export function relationName(code: string): string {
  const found = registrationOptions.value?.relations.find((one) => one.code === code);
  return found ? inLanguage(found) : code;
}
