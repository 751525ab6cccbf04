/**
 * Scans that the server has not acknowledged yet. A scan enters before it is first sent and leaves only when the
 * server has answered for it, so that a crash, a busy server or a dead network loses nothing; its id makes sending
 * twice harmless. What is stored is read anew for each change: two pages of one phone share it. Owns no clock, no
 * network and no storage: they are handed in.
 */
import { ApiProblem, NoAnswer } from "./problem.ts";

export type PendingScan<Body> = {
  /** uuid made once, when the person scanned. */
  id: string;
  /** Whose scan it is: it is never sent under another person's session. */
  owner: string;
  body: Body;
  /** Milliseconds since the epoch, by the device's clock. */
  queuedAt: number;
  attempts: number;
  /** By how much the device's clock was known to be wrong then, in milliseconds. */
  offset?: number;
};

/** How wrong the device's clock is known to be, and what a scan says when its moment is put right by so much. */
export type QueueClock<Body> = { offset(): number; moved(body: Body, byMs: number): Body };

/** `save` answers false when the device has no room or forbids it: what waits then lives as long as the page. */
export type QueueStorage = { load(): string | null; save(text: string): boolean | void };

export type Delivered<Answer> =
  | { kind: "answered"; id: string; answer: Answer }
  /** The server understood and said no: trying again would change nothing. */
  | { kind: "refused"; id: string; problem: ApiProblem }
  /** Kept; `retryAfter` seconds if the server named them. `busy`: 503 or 429; `alone`: this one scan is not taken now, others may be; `offline`: no answer; `session`: sign in or register first. */
  | { kind: "kept"; id: string; why: "busy" | "alone" | "offline" | "session"; retryAfter: number | null; problem?: ApiProblem };

const NOT_REGISTERED = "person.not_registered";
/** The server takes no scan from the future: nothing is stored, so that the moment may be put right. */
const AHEAD = "scan.ahead";
/** The database refuses this one scan; others are not touched by it. */
const NOT_STORED = "scan.not_stored";

export class ScanQueue<Body, Answer> {
  private unsaved: PendingScan<Body>[] | null = null;
  private flushing: Promise<Delivered<Answer>[]> | null = null;
  private readonly underway = new Map<string, Promise<Delivered<Answer>>>();

  constructor(
    private readonly storage: QueueStorage,
    private readonly send: (body: Body) => Promise<Answer>,
    private readonly now: () => number,
    /** Who is signed in; null for nobody. */
    private readonly owner: () => string | null,
    private readonly clock: QueueClock<Body> = { offset: () => 0, moved: (body) => body },
  ) {}

  /** What waits of the person who is signed in, oldest first. */
  list(): readonly PendingScan<Body>[] {
    const owner = this.owner();
    return this.all().filter((scan) => scan.owner === owner);
  }

  /** Keep a scan without sending it: the network is known to be away. Somebody must be signed in. */
  keep(id: string, body: Body): void {
    const owner = this.owner();
    if (owner === null) throw new Error("nobody is signed in");
    if (this.all().some((scan) => scan.id === id)) return;
    this.change((list) => [...list, { id, owner, body, queuedAt: this.now(), attempts: 0, offset: this.clock.offset() }]);
  }

  /** Keep the scan, then try to send it. Somebody must be signed in. */
  async submit(id: string, body: Body): Promise<Delivered<Answer>> {
    this.keep(id, body);
    return this.deliver(id);
  }

  /** Try one kept scan again. Two calls for the same scan share one request. */
  deliver(id: string): Promise<Delivered<Answer>> {
    const running = this.underway.get(id);
    if (running) return running;
    const attempt = this.attempt(id).finally(() => this.underway.delete(id));
    this.underway.set(id, attempt);
    return attempt;
  }

  /** Send everything kept of the person who is signed in, oldest first; stops at the first that has to wait, so that the order stays. */
  flush(): Promise<Delivered<Answer>[]> {
    this.flushing ??= this.sendAll().finally(() => (this.flushing = null));
    return this.flushing;
  }

  /** Change what a scan that still waits says. */
  amend(id: string, body: Body): void {
    this.change((list) => list.map((scan) => (scan.id === id ? { ...scan, body } : scan)));
  }

  /** Take a scan out on the person's own wish. */
  drop(id: string): void {
    this.change((list) => list.filter((scan) => scan.id !== id));
  }

  private async sendAll(): Promise<Delivered<Answer>[]> {
    const results: Delivered<Answer>[] = [];
    for (const scan of this.list()) {
      const result = await this.deliver(scan.id);
      results.push(result);
      if (result.kind === "kept" && result.why !== "alone") break;
    }
    return results;
  }

  private async attempt(id: string): Promise<Delivered<Answer>> {
    const scan = this.list().find((entry) => entry.id === id);
    if (!scan) return { kind: "kept", id, why: "session", retryAfter: null };
    try {
      // once it may have arrived, its moment stays, however often it is sent
      return await this.sent(id, scan.attempts === 0 ? this.timed(scan) : scan.body);
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.code !== AHEAD) return this.settle(id, error);
    }
    const now = this.list().find((entry) => entry.id === id);
    try {
      return await this.sent(id, this.timed(now ?? scan));
    } catch (error) {
      return this.settle(id, error);
    }
  }

  /** Put a scan's moment right by what has been learnt of the clock since. */
  private timed(scan: PendingScan<Body>): Body {
    const offset = this.clock.offset();
    const byMs = offset - (scan.offset ?? offset);
    if (Math.abs(byMs) < 1000) return scan.body;
    const body = this.clock.moved(scan.body, byMs);
    this.change((list) => list.map((one) => (one.id === scan.id ? { ...one, body, offset } : one)));
    return body;
  }

  private async sent(id: string, body: Body): Promise<Delivered<Answer>> {
    this.change((list) => list.map((one) => (one.id === id ? { ...one, attempts: one.attempts + 1 } : one)));
    const answer = await this.send(body);
    this.drop(id);
    return { kind: "answered", id, answer };
  }

  private settle(id: string, error: unknown): Delivered<Answer> {
    if (error instanceof NoAnswer) return { kind: "kept", id, why: "offline", retryAfter: null };
    if (!(error instanceof ApiProblem)) throw error;
    if (error.status === 401 || error.code === NOT_REGISTERED) return { kind: "kept", id, why: "session", retryAfter: null };
    if (error.code === NOT_STORED) return { kind: "kept", id, why: "alone", retryAfter: error.retryAfter };
    if (error.status === 429 || error.status >= 500) {
      return { kind: "kept", id, why: "busy", retryAfter: error.retryAfter, problem: error };
    }
    this.drop(id);
    return { kind: "refused", id, problem: error };
  }

  private all(): PendingScan<Body>[] {
    return this.unsaved ?? readPending<Body>(this.storage.load());
  }

  private change(change: (list: PendingScan<Body>[]) => PendingScan<Body>[]): void {
    const list = change(this.all());
    this.unsaved = this.storage.save(JSON.stringify(list)) === false ? list : null;
  }
}

function readPending<Body>(text: string | null): PendingScan<Body>[] {
  if (!text) return [];
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? (list as PendingScan<Body>[]).filter((scan) => typeof scan.id === "string") : [];
  } catch {
    return [];
  }
}
