/**
 * Scans that the server has not acknowledged yet. A scan enters before it is first sent and leaves only when the
 * server has answered for it, so that a crash, a busy server or a dead network loses nothing; its `client_visit_id`
 * makes sending twice harmless. Owns no clock, no network and no storage: they are handed in.
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
};

export type QueueStorage = { load(): string | null; save(text: string): void };

export type Delivered<Answer> =
  | { kind: "answered"; id: string; answer: Answer }
  /** The server understood and said no: trying again would change nothing. */
  | { kind: "refused"; id: string; problem: ApiProblem }
  /** Kept; `retryAfter` seconds if the server named them. `busy`: 503 or 429; `offline`: no answer; `session`: sign in or register first. */
  | { kind: "kept"; id: string; why: "busy" | "offline" | "session"; retryAfter: number | null };

/** The server keeps scans up to 7 days back (issue of the scan contract); older ones would only be refused. */
const LONGEST_WAIT_MS = 7 * 24 * 3600 * 1000;

const NOT_REGISTERED = "person.not_registered";

export class ScanQueue<Body, Answer> {
  private pending: PendingScan<Body>[];
  private flushing: Promise<Delivered<Answer>[]> | null = null;
  private readonly underway = new Map<string, Promise<Delivered<Answer>>>();

  constructor(
    private readonly storage: QueueStorage,
    private readonly send: (body: Body) => Promise<Answer>,
    private readonly now: () => number,
    /** Who is signed in; null for nobody. */
    private readonly owner: () => string | null,
  ) {
    this.pending = readPending<Body>(storage.load());
  }

  /** What waits of the person who is signed in. */
  list(): readonly PendingScan<Body>[] {
    const owner = this.owner();
    return this.pending.filter((scan) => scan.owner === owner);
  }

  /** Keep the scan, then try to send it. Somebody must be signed in. */
  async submit(id: string, body: Body): Promise<Delivered<Answer>> {
    const owner = this.owner();
    if (owner === null) throw new Error("nobody is signed in");
    if (!this.pending.some((scan) => scan.id === id)) {
      this.pending.push({ id, owner, body, queuedAt: this.now(), attempts: 0 });
      this.store();
    }
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
    this.pending = this.pending.map((scan) => (scan.id === id ? { ...scan, body } : scan));
    this.store();
  }

  /** Take a scan out on the person's own wish. */
  drop(id: string): void {
    this.pending = this.pending.filter((scan) => scan.id !== id);
    this.store();
  }

  private async sendAll(): Promise<Delivered<Answer>[]> {
    this.dropTooOld();
    const results: Delivered<Answer>[] = [];
    for (const scan of this.list()) {
      const result = await this.deliver(scan.id);
      results.push(result);
      if (result.kind === "kept") break;
    }
    return results;
  }

  private async attempt(id: string): Promise<Delivered<Answer>> {
    const scan = this.list().find((entry) => entry.id === id);
    if (!scan) return { kind: "kept", id, why: "session", retryAfter: null };
    scan.attempts += 1;
    this.store();
    try {
      const answer = await this.send(scan.body);
      this.drop(id);
      return { kind: "answered", id, answer };
    } catch (error) {
      return this.settle(id, error);
    }
  }

  private settle(id: string, error: unknown): Delivered<Answer> {
    if (error instanceof NoAnswer) return { kind: "kept", id, why: "offline", retryAfter: null };
    if (!(error instanceof ApiProblem)) throw error;
    if (error.status === 401 || error.code === NOT_REGISTERED) return { kind: "kept", id, why: "session", retryAfter: null };
    if (error.status === 429 || error.status >= 500) {
      return { kind: "kept", id, why: "busy", retryAfter: error.retryAfter };
    }
    this.drop(id);
    return { kind: "refused", id, problem: error };
  }

  private dropTooOld(): void {
    const oldest = this.now() - LONGEST_WAIT_MS;
    const kept = this.pending.filter((scan) => scan.queuedAt >= oldest);
    if (kept.length !== this.pending.length) {
      this.pending = kept;
      this.store();
    }
  }

  private store(): void {
    this.storage.save(JSON.stringify(this.pending));
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
