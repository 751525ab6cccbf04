/** The classes and types of venues, asked for once. */
import type { Answer } from "@venuecode/core";
import { computed, ref } from "vue";
import { api } from "./session";
import { settings } from "./settings";
import { readStored, store } from "./storage";

export type VenueClass = Answer<"/api/v1/venue-classes", "get">["items"][number];
export type VenueType = VenueClass["types"][number];

export const venueClasses = ref<VenueClass[]>(readStored<VenueClass[]>("venueClasses") ?? []);

/** Throws what the request throws, unless an earlier answer is remembered. */
export async function loadVenueClasses(): Promise<void> {
  try {
    venueClasses.value = (await api.get("/api/v1/venue-classes")).items;
    store("venueClasses", venueClasses.value);
  } catch (error) {
    if (!venueClasses.value.length) throw error;
  }
}

export const named = (thing: { name_zh: string; name_en: string }): string =>
  settings.language === "zh" ? thing.name_zh : thing.name_en;

export const typesByCode = computed(
  () => new Map(venueClasses.value.flatMap((group) => group.types.map((type) => [type.code, { type, group }] as const))),
);
