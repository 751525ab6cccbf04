/** Whether the privacy notice was agreed to on this device, and in which version: asked before the first personal field. */
import { ref } from "vue";
import { privacyVersion } from "./registration-options";
import { readStored, store } from "./storage";

const agreedVersion = ref(readStored<string>("privacy"));

/** Whether this device agreed, to whatever version it was shown. */
export const hasAgreed = (): boolean => agreedVersion.value !== null;

/** Whether the notice as it is now was agreed to; what cannot be asked for counts as not. */
export async function hasAgreedToCurrent(): Promise<boolean> {
  try {
    return agreedVersion.value === (await privacyVersion());
  } catch {
    return false;
  }
}

export async function agree(): Promise<void> {
  agreedVersion.value = "";
  try {
    agreedVersion.value = await privacyVersion();
  } catch {
    // without a network the version is asked for at registration, which then shows the notice again
  }
  store("privacy", agreedVersion.value);
}
