/** How the person wants the app to look: language, type size, ground. Kept on the device only. */
import { computed, reactive, watch } from "vue";
import { platform, type Spoken } from "../platform";
import { readStored, store } from "./storage";

export type Ground = "auto" | "light" | "dark";
type Settings = { language: Spoken; large: boolean; ground: Ground; speech: boolean };

const stored = readStored<Partial<Settings>>("settings") ?? {};

export const settings = reactive<Settings>({
  language: stored.language ?? platform.preferredLanguage(),
  large: stored.large ?? false,
  ground: stored.ground ?? "auto",
  speech: stored.speech ?? true,
});

export const isDark = computed(() => settings.ground === "dark" || (settings.ground === "auto" && platform.prefersDark()));

watch(
  settings,
  (now) => {
    platform.dress({ language: now.language, large: now.large, dark: isDark.value });
    store("settings", now);
  },
  { immediate: true, deep: true },
);
