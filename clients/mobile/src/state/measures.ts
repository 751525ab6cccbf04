/** What officers sent the venues that the person who is signed in manages: reminders, warnings, suspensions. */
import type { Answer } from "@venuecode/core";
import { ref } from "vue";
import { api, session } from "./session";

export type Measure = Answer<"/api/v1/my/measures", "get">["items"][number];

/** Most people manage no venue: their start page asks no more often than this. */
const PAUSE_MS = 60_000;
let askedAt = 0;

/** The unanswered first. */
export const measures = ref<Measure[]>([]);

export async function loadMeasures(): Promise<void> {
  measures.value = (await api.get("/api/v1/my/measures")).items;
  askedAt = Date.now();
}

/** For the start page: without an answer of the server, what is known stays. */
export async function refreshMeasures(): Promise<void> {
  if (!session.personId || Date.now() - askedAt < PAUSE_MS) return;
  await loadMeasures().catch(() => undefined);
}

/** Tell the officer that those of a venue lie before the manager's eyes. */
export async function seeMeasures(venueId: number, shown: Measure[]): Promise<void> {
  if (shown.every((one) => one.seen_at)) return;
  const through = Math.max(...shown.map((one) => one.id));
  await api.post("/api/v1/my/venues/{venue_id}/measures/seen", { path: { venue_id: venueId }, body: { through } });
}

export async function answerMeasure(measure: Measure, text: string): Promise<void> {
  const path = { venue_id: measure.venue_id, measure_id: measure.id };
  const answered = await api.post("/api/v1/my/venues/{venue_id}/measures/{measure_id}/answer", { path, body: { text } });
  measures.value = measures.value.map((one) => (one.id === answered.id ? answered : one));
}

export function forgetMeasures(): void {
  measures.value = [];
  askedAt = 0;
}
