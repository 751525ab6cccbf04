/**
 * The door's live feed: a server-sent event stream read from chunks of text, and the loop that keeps it open.
 * The session token travels in a header, never in the URL, which is why the browser's own EventSource is not used.
 */

/** `id` is empty for an event that brought none: it says nothing of where the stream stands. */
export type ServerEvent = { id: string; event: string; data: string };

/** Turns chunks, cut anywhere, into events as the HTML standard describes them. Comments are heartbeats. */
export class EventParser {
  private rest = "";
  private data: string[] = [];
  private event = "";
  private id = "";
  /** Milliseconds the server asked to wait before reconnecting. */
  retry: number | null = null;

  push(chunk: string): ServerEvent[] {
    this.rest += chunk;
    const events: ServerEvent[] = [];
    const lines = this.rest.split(/\r\n|\n|\r(?!$)/);
    this.rest = lines.pop() ?? "";
    for (const line of lines) this.line(line, events);
    return events;
  }

  private line(line: string, events: ServerEvent[]): void {
    if (line === "") {
      if (this.data.length) events.push({ id: this.id, event: this.event || "message", data: this.data.join("\n") });
      this.data = [];
      this.event = "";
      this.id = "";
      return;
    }
    const colon = line.indexOf(":");
    if (colon === 0) return;
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (name === "data") this.data.push(value);
    else if (name === "event") this.event = value;
    else if (name === "id" && !value.includes("\0")) this.id = value;
    else if (name === "retry" && /^\d+$/.test(value)) this.retry = Number(value);
  }
}

export type FeedState = "connecting" | "live" | "waiting";

/** Opens the stream after `lastId`, hands over text chunks, and settles when the stream ends. */
export type OpenStream = (lastId: string, onChunk: (text: string) => void, signal: Stop) => Promise<void>;

export type Stop = { readonly stopped: boolean; onStop(callback: () => void): void };

export type FeedPorts = {
  open: OpenStream;
  /** Calls back after so many milliseconds, unless the returned function is called before. */
  after: (ms: number, callback: () => void) => () => void;
  /** Waits; `stop` ends the wait early. */
  wait: (ms: number, stop: Stop) => Promise<void>;
  onEvent: (event: ServerEvent) => void;
  onState: (state: FeedState) => void;
  /** Called with the error that ended a stream; returns false when reconnecting would be useless. */
  onError: (error: unknown) => boolean;
};

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;
/** The server gives a sign of life every 10 s; a stream silent for longer than two of them is dead. */
const SILENCE_MS = 25_000;

/** Keeps the feed open until `stop`: each reconnect carries the last event seen, and an event seen twice is shown once. */
export async function followFeed(ports: FeedPorts, stop: Stop, lastId = ""): Promise<void> {
  let waitMs = FIRST_WAIT_MS;
  let seen = lastId;
  while (!stop.stopped) {
    ports.onState("connecting");
    const parser = new EventParser();
    const attempt = stopSwitch();
    stop.onStop(attempt.stop);
    let hush = ports.after(SILENCE_MS, attempt.stop);
    try {
      await ports.open(
        seen,
        (text) => {
          hush();
          hush = ports.after(SILENCE_MS, attempt.stop);
          ports.onState("live");
          waitMs = FIRST_WAIT_MS;
          for (const event of parser.push(text)) {
            if (event.id && event.id === seen) continue;
            seen = event.id || seen;
            ports.onEvent(event);
          }
        },
        attempt,
      );
    } catch (error) {
      if (!stop.stopped && !attempt.stopped && !ports.onError(error)) return;
    } finally {
      hush();
    }
    if (stop.stopped) return;
    ports.onState("waiting");
    await ports.wait(parser.retry ?? waitMs, stop);
    waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
  }
}

/** A switch that tells the feed to end. */
export function stopSwitch(): Stop & { stop(): void } {
  const callbacks: (() => void)[] = [];
  let stopped = false;
  return {
    get stopped() {
      return stopped;
    },
    onStop(callback) {
      if (stopped) callback();
      else callbacks.push(callback);
    },
    stop() {
      if (stopped) return;
      stopped = true;
      callbacks.forEach((callback) => callback());
    },
  };
}
