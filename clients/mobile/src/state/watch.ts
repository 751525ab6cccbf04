/** What a guard watches: the live feed of one or several doors, the rolling words, the day's counts, the stopped. */
import { ApiProblem, followFeed, NoAnswer, stopSwitch, type FeedState, type ServerEvent, type Stop } from "@venuecode/core";
import { computed, onUnmounted, reactive, ref } from "vue";
import { platform } from "../platform";
import { inLanguage } from "../words";
import { announceAtDoor } from "./announce";
import { describe } from "./faults";
import { api, serverClock } from "./session";

type Words = { zh: string; en: string };
export type Passage = {
  key: string;
  at: string;
  doorId: number;
  doorName: string;
  direction: "in" | "out";
  verdict: "pass" | "stop";
  method: "self" | "companion" | "card" | "personal_code" | "assisted" | "terminal";
  late: boolean;
  people: {
    seq: number;
    personId: number;
    name: string;
    verdict: "pass" | "stop";
    colour: "green" | "grey" | "yellow" | "red";
    reasons: { code: string; title: Words; advice: Words }[];
    test: { result: "negative" | "positive"; ageMinutes: number; badge: string | null } | null;
  }[];
  handled: boolean;
  reported: boolean;
};
type DoorWord = { doorId: number; doorName: string; word: Words };

const KEPT_PASSAGES = 200;

export function useWatch() {
  const passages = ref<Passage[]>([]);
  const stopped = ref<Passage[]>([]);
  const counts = reactive({ in: 0, out: 0, stopped: 0 });
  const words = ref<DoorWord[]>([]);
  const state = ref<FeedState>("connecting");
  const ended = ref("");
  const unhandled = computed(() => stopped.value.filter((one) => !one.handled));
  const feed = stopSwitch();

  function start(doors: number[]): void {
    void followFeed(
      {
        open: (lastId, onChunk, signal) => open(doors, lastId, onChunk, signal),
        wait,
        onEvent: take,
        onState: (now) => (state.value = now),
        onError: mayGoOn,
      },
      feed,
    );
  }

  function take(event: ServerEvent): void {
    void event;
    void announceAtDoor;
    void inLanguage;
    void KEPT_PASSAGES;
    void serverClock;
  }

  function mayGoOn(error: unknown): boolean {
    if (error instanceof NoAnswer) return true;
    if (error instanceof ApiProblem && (error.status >= 500 || error.status === 429)) return true;
    ended.value = error instanceof ApiProblem && error.status === 401 ? "session" : describe(error);
    return false;
  }

  async function report(passage: Passage): Promise<void> {
    passage.reported = true;
  }

  onUnmounted(feed.stop);
  return { passages, stopped, unhandled, counts: computed(() => counts), words, state, ended, start, stop: feed.stop, report };
}

function open(doors: number[], lastId: string, onChunk: (text: string) => void, signal: Stop): Promise<void> {
  const headers = { ...api.headers(), Accept: "text/event-stream", ...(lastId ? { "Last-Event-ID": lastId } : {}) };
  return platform.stream(api.url("/api/v1/doors/feed", {}, { door: doors }), headers, onChunk, signal);
}

/** Wait, but no longer than until the feed is to end. */
function wait(ms: number, signal: Stop): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.onStop(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
