/** What a guard watches: the live feed of one or several doors, the rolling words, the day's counts, the stopped. */
import { ApiProblem, followFeed, NoAnswer, stopSwitch, type components, type FeedState, type ServerEvent, type Stop } from "@venuecode/core";
import { computed, onUnmounted, ref } from "vue";
import { platform } from "../platform";
import { inLanguage } from "../words";
import { announceAtDoor, announceCall, announceHandled } from "./announce";
import { describe } from "./faults";
import type { Method } from "./methods";
import { api, serverClock } from "./session";

type Schemas = components["schemas"];
export type GuardVisit = Schemas["GuardVisit"];
type DoorToday = Schemas["DoorToday"];

/** Those who came with one scan. `verdict` is the worst among them. */
export type Passage = {
  id: string;
  doorId: number;
  doorName: string;
  at: string;
  late: boolean;
  direction: GuardVisit["direction"];
  verdict: GuardVisit["verdict"];
  people: GuardVisit[];
  handled: boolean;
  reported: boolean;
};

const KEPT_PASSAGES = 200;

/** The feed of some doors, while the page that uses it is there. */
export function useWatch() {
  const doors = ref<DoorToday[]>([]);
  const passages = ref<Passage[]>([]);
  const calls = ref<Schemas["GuardCall"][]>([]);
  const alerts = ref<Schemas["GuardAlert"][]>([]);
  const state = ref<FeedState>("connecting");
  /** Why the feed ended for good: `session`, `unbound`, or words. */
  const ended = ref("");
  let alertsKnown = false;
  const reported = new Set<string>();
  const feed = stopSwitch();

  const stopped = computed(() => {
    const live = passages.value.filter((one) => one.verdict === "stop");
    const known = new Set(live.map((one) => one.id));
    const earlier = gather(doors.value.flatMap((door) => door.stopped).filter((visit) => !known.has(visit.visit_id)));
    return [...live, ...earlier].sort((one, other) => other.at.localeCompare(one.at));
  });
  const unhandled = computed(() => passages.value.filter((one) => one.verdict === "stop" && !one.handled));
  const counts = computed(() => {
    const sum = (name: "entered" | "departed" | "stopped") => doors.value.reduce((total, door) => total + (door.counts[name] ?? 0), 0);
    return { in: sum("entered"), out: sum("departed"), stopped: sum("stopped") };
  });

  /** How people came in today, the most frequent way first. */
  const methods = computed(() => {
    const sum = new Map<Method, number>();
    for (const door of doors.value)
      for (const [method, count] of Object.entries(door.counts.methods ?? {})) sum.set(method as Method, (sum.get(method as Method) ?? 0) + (count ?? 0));
    return [...sum].map(([method, count]) => ({ method, count })).sort((one, other) => other.count - one.count);
  });

  function start(doorIds: number[]): void {
    void followFeed(
      {
        open: (lastId, onChunk, stop) => open(doorIds, lastId, onChunk, stop),
        after,
        wait,
        onEvent: take,
        onState: (now) => (state.value = now),
        onError: mayGoOn,
      },
      feed,
    );
  }

  function take(event: ServerEvent): void {
    if (event.event === "today") takeToday(JSON.parse(event.data) as Schemas["Today"]);
    else if (event.event === "words") takeWords(JSON.parse(event.data) as Schemas["RollingWords"]);
    else if (event.event === "counts") takeCounts(JSON.parse(event.data) as Schemas["DoorCounts"]);
    else if (event.event === "calls") takeCalls((JSON.parse(event.data) as Schemas["GuardCalls"]).items);
    else if (event.event === "alerts") takeAlerts((JSON.parse(event.data) as Schemas["GuardAlerts"]).items);
    else if (event.event === "visit") takeVisit(JSON.parse(event.data) as GuardVisit);
  }

  function takeToday(today: Schemas["Today"]): void {
    serverClock.learn(today.server_time);
    doors.value = today.doors;
  }

  function takeWords(words: Schemas["RollingWords"]): void {
    serverClock.learn(words.server_time);
    for (const fresh of words.doors) {
      const door = doors.value.find((one) => one.door.id === fresh.door_id);
      if (door) Object.assign(door, { word: fresh.word, word_until: fresh.word_until });
    }
  }

  function takeCounts(fresh: Schemas["DoorCounts"]): void {
    const door = doors.value.find((one) => one.door.id === fresh.door_id);
    if (door) door.counts = fresh.counts;
  }

  /** The open calls of terminals; a new one is heard, too. */
  function takeCalls(open: Schemas["GuardCall"][]): void {
    const known = new Set(calls.value.map((one) => one.id));
    if (open.some((one) => !known.has(one.id))) announceCall();
    calls.value = open;
  }

  /** What the health department took; a change is heard, what was there before the watch began is not. */
  function takeAlerts(items: Schemas["GuardAlert"][]): void {
    const known = new Set(alerts.value.map((one) => `${one.id} ${one.changed_at}`));
    if (alertsKnown && items.some((one) => !known.has(`${one.id} ${one.changed_at}`))) announceHandled();
    alertsKnown = true;
    alerts.value = items;
  }

  /** Companions come one by one under the same `visit_id`; after a break a visit may come again. */
  function takeVisit(visit: GuardVisit): void {
    const same = passages.value.find((one) => one.id === visit.visit_id);
    if (same?.people.some((person) => person.key === visit.key)) return;
    if (same) join(same, visit);
    else passages.value = [passageOf(visit), ...passages.value].slice(0, KEPT_PASSAGES);
    if (!same || visit.verdict === "stop") {
      const reason = visit.reasons[0];
      announceAtDoor(visit.verdict, reason ? inLanguage(reason.title) : "");
    }
  }

  function passageOf(visit: GuardVisit): Passage {
    const doorName = doors.value.find((one) => one.door.id === visit.door_id)?.door.name ?? "";
    return {
      id: visit.visit_id,
      doorId: visit.door_id,
      doorName,
      at: visit.at,
      late: visit.late,
      direction: visit.direction,
      verdict: visit.verdict,
      people: [visit],
      handled: false,
      reported: reported.has(visit.visit_id),
    };
  }

  function gather(visits: GuardVisit[]): Passage[] {
    const found = new Map<string, Passage>();
    for (const visit of visits) {
      const same = found.get(visit.visit_id);
      if (same) join(same, visit);
      else found.set(visit.visit_id, { ...passageOf(visit), handled: true });
    }
    return [...found.values()];
  }

  function mayGoOn(error: unknown): boolean {
    if (error instanceof NoAnswer) return true;
    if (error instanceof ApiProblem && (error.status >= 500 || error.status === 429)) return true;
    if (error instanceof ApiProblem && error.status === 404) {
      ended.value = "unbound"; // who is not a guard here any more sees nobody
      doors.value = [];
      passages.value = [];
      calls.value = [];
    } else ended.value = error instanceof ApiProblem && error.status === 401 ? "session" : describe(error);
    return false;
  }

  /** Tell the health department of the one who is stopped, or else of the one who scanned. */
  async function report(passage: Passage): Promise<void> {
    const person = passage.people.find((one) => one.verdict === "stop") ?? passage.people[0]!;
    await api.post("/api/v1/doors/{door_id}/reports", {
      path: { door_id: passage.doorId },
      body: { visit: { visit_id: person.visit_id, at: person.at, seq: person.seq } },
    });
    reported.add(passage.id);
    passage.reported = true;
  }

  /** Somebody at the door who did not scan. */
  async function reportUnknown(doorId: number): Promise<void> {
    await api.post("/api/v1/doors/{door_id}/reports", { path: { door_id: doorId }, body: {} });
  }

  onUnmounted(feed.stop);
  return { alerts, calls, doors, passages, stopped, unhandled, counts, methods, state, ended, start, stop: feed.stop, show: takeVisit, report, reportUnknown };
}

function join(passage: Passage, visit: GuardVisit): void {
  passage.people = [...passage.people, visit].sort((one, other) => one.seq - other.seq);
  if (visit.verdict === "stop") passage.verdict = "stop";
}

function open(doors: number[], lastId: string, onChunk: (text: string) => void, stop: Stop): Promise<void> {
  const headers = { ...api.headers(), Accept: "text/event-stream", ...(lastId ? { "Last-Event-ID": lastId } : {}) };
  return platform.stream(api.url("/api/v1/doors/live", {}, { door: doors }), headers, onChunk, stop);
}

function after(ms: number, callback: () => void): () => void {
  const timer = setTimeout(callback, ms);
  return () => clearTimeout(timer);
}

/** Wait, but no longer than until the feed is to end. */
function wait(ms: number, stop: Stop): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    stop.onStop(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
