/** What registration offers: nationalities, relations, the version of the privacy notice. Asked for once. */
import { NoAnswer, type Answer } from "@venuecode/core";
import { ref } from "vue";
import { inLanguage } from "../words";
import { api } from "./session";
import { readStored, store } from "./storage";

type Options = Answer<"/api/v1/registration/options", "get">;
/** Remembered, so that a guard can write down a passport without a network. */
export const registrationOptions = ref<Options | null>(readStored<Options>("registrationOptions"));
let asked: Options | null = null;

/** Ask the server; without an answer the remembered ones serve. */
export async function loadRegistrationOptions(): Promise<Options> {
  try {
    if (asked) return asked;
    asked = registrationOptions.value = await api.get("/api/v1/registration/options");
    store("registrationOptions", asked);
    return asked;
  } catch (error) {
    if (error instanceof NoAnswer && registrationOptions.value) return registrationOptions.value;
    throw error;
  }
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
