import assert from "node:assert/strict";
import { test } from "node:test";
import { ApiProblem, NoAnswer } from "../src/problem.ts";
import { ScanQueue, type QueueStorage } from "../src/queue.ts";

class Memory implements QueueStorage {
  text: string | null = null;
  load() {
    return this.text;
  }
  save(text: string) {
    this.text = text;
  }
}

/** A server that remembers each visit once and can be told how to behave. */
class Server {
  readonly visits: string[] = [];
  requests = 0;
  behave: (id: string) => void = () => {};
  readonly send = async (body: { id: string }) => {
    this.requests += 1;
    this.behave(body.id);
    if (!this.visits.includes(body.id)) this.visits.push(body.id);
    return `verdict of ${body.id}`;
  };
}

const problem = (status: number, retryAfter: number | null = null) =>
  new ApiProblem(status, "code", "", {}, retryAfter, {});

function setUp(nowMs = 0) {
  const storage = new Memory();
  const server = new Server();
  const clock = { now: nowMs };
  const signedIn: { who: string | null } = { who: "wang" };
  const open = () => new ScanQueue(storage, server.send, () => clock.now, () => signedIn.who);
  return { storage, server, clock, signedIn, open, queue: open() };
}

test("an answered scan leaves the queue", async () => {
  const { queue } = setUp();
  const result = await queue.submit("a", { id: "a" });
  assert.deepEqual(result, { kind: "answered", id: "a", answer: "verdict of a" });
  assert.equal(queue.list().length, 0);
});

test("a scan is stored before it is sent", async () => {
  const { queue, server, storage } = setUp();
  let stored: string | null = null;
  server.behave = () => (stored = storage.text);
  await queue.submit("a", { id: "a" });
  assert.equal(JSON.parse(stored!)[0].id, "a");
});

test("without an answer the scan is kept, survives a restart and goes out later under the same id", async () => {
  const { queue, server, open } = setUp();
  server.behave = () => {
    throw new NoAnswer();
  };
  assert.deepEqual(await queue.submit("a", { id: "a" }), { kind: "kept", id: "a", why: "offline", retryAfter: null });
  server.behave = () => {};
  const restarted = open();
  assert.equal(restarted.list().length, 1);
  assert.equal((await restarted.flush())[0]!.kind, "answered");
  assert.equal(restarted.list().length, 0);
  assert.deepEqual(server.visits, ["a"]);
});

test("an answer lost on the way back does not become a second visit", async () => {
  const { queue, server } = setUp();
  server.behave = (id) => {
    if (server.requests === 1) {
      server.visits.push(id);
      throw new NoAnswer();
    }
  };
  await queue.submit("a", { id: "a" });
  await queue.flush();
  assert.deepEqual(server.visits, ["a"]);
  assert.equal(server.requests, 2);
});

test("a busy server keeps the scan and says when to come back", async () => {
  const { queue, server } = setUp();
  server.behave = () => {
    throw problem(503, 2);
  };
  const kept = await queue.submit("a", { id: "a" });
  assert.deepEqual({ ...kept, problem: null }, { kind: "kept", id: "a", why: "busy", retryAfter: 2, problem: null });
  assert.equal(queue.list().length, 1);
});

test("an ended session keeps the scan until the person has signed in", async () => {
  const { queue, server } = setUp();
  server.behave = () => {
    throw problem(401);
  };
  assert.equal((await queue.submit("a", { id: "a" })).kind, "kept");
  assert.equal(queue.list().length, 1);
});

test("a phone that is proved but not registered keeps the scan too", async () => {
  const { queue, server } = setUp();
  server.behave = () => {
    throw new ApiProblem(403, "person.not_registered", "", {}, null, {});
  };
  assert.deepEqual(await queue.submit("a", { id: "a" }), { kind: "kept", id: "a", why: "session", retryAfter: null });
});

test("one person's kept scans are never sent under another's session", async () => {
  const { queue, server, signedIn } = setUp();
  server.behave = () => {
    throw new NoAnswer();
  };
  await queue.submit("a", { id: "a" });
  server.behave = () => {};
  signedIn.who = "li";
  assert.deepEqual(queue.list(), []);
  assert.deepEqual(await queue.flush(), []);
  signedIn.who = "wang";
  await queue.flush();
  assert.deepEqual(server.visits, ["a"]);
  assert.equal(server.requests, 2);
});

test("a refusal takes the scan out, since sending it again would change nothing", async () => {
  const { queue, server } = setUp();
  server.behave = () => {
    throw problem(410);
  };
  assert.equal((await queue.submit("a", { id: "a" })).kind, "refused");
  assert.equal(queue.list().length, 0);
});

test("kept scans go out oldest first and stop at the first that has to wait", async () => {
  const { queue, server } = setUp();
  server.behave = () => {
    throw new NoAnswer();
  };
  for (const id of ["a", "b", "c"]) await queue.submit(id, { id });
  server.behave = (id) => {
    if (id === "b") throw problem(503);
  };
  const results = await queue.flush();
  assert.deepEqual(results.map((result) => [result.id, result.kind]), [["a", "answered"], ["b", "kept"]]);
  assert.deepEqual(queue.list().map((scan) => scan.id), ["b", "c"]);
});

test("two flushes at once send each scan once", async () => {
  const { queue, server } = setUp();
  server.behave = () => {
    throw new NoAnswer();
  };
  await queue.submit("a", { id: "a" });
  server.behave = () => {};
  await Promise.all([queue.flush(), queue.flush(), queue.deliver("a")]);
  assert.equal(server.requests, 2);
});

test("nothing is dropped without the server's word, whatever the device's clock says", async () => {
  const { queue, server, clock } = setUp();
  server.behave = () => {
    throw new NoAnswer();
  };
  await queue.submit("a", { id: "a" });
  clock.now = 400 * 24 * 3600 * 1000;
  assert.equal(queue.list().length, 1);
  server.behave = () => {
    throw new ApiProblem(422, "scan.too_old", "", {}, null, {});
  };
  const [told] = await queue.flush();
  assert.equal(told?.kind, "refused");
  assert.equal(queue.list().length, 0);
});

test("two pages of one phone neither lose nor hide each other's scans", async () => {
  const { queue, server, open } = setUp();
  const other = open();
  server.behave = () => {
    throw new NoAnswer();
  };
  await queue.submit("a", { id: "a" });
  await other.submit("b", { id: "b" });
  await queue.submit("c", { id: "c" });
  assert.deepEqual(other.list().map((scan) => scan.id), ["a", "b", "c"]);
  server.behave = () => {};
  await Promise.all([queue.flush(), other.flush()]);
  assert.deepEqual(server.visits.sort(), ["a", "b", "c"]);
  assert.equal(queue.list().length, 0);
});

test("where the device stores nothing, what waits lives as long as the page", async () => {
  const { server } = setUp();
  const full: QueueStorage = { load: () => null, save: () => false };
  const queue = new ScanQueue(full, server.send, () => 0, () => "wang");
  queue.keep("a", { id: "a" });
  assert.equal(queue.list().length, 1);
  await queue.flush();
  assert.deepEqual(server.visits, ["a"]);
});

test("one scan that the database does not take holds up no other, and stays", async () => {
  const { queue, server } = setUp();
  server.behave = (id) => {
    if (id === "a") throw new ApiProblem(500, "scan.not_stored", "", {}, null, {});
  };
  queue.keep("a", { id: "a" });
  queue.keep("b", { id: "b" });
  await queue.flush();
  assert.deepEqual(server.visits, ["b"]);
  assert.deepEqual(queue.list().map((scan) => scan.id), ["a"]);
});

test("a scan ahead of the server's clock is put right once and goes out", async () => {
  const sent: number[] = [];
  const send = async (body: { at: number }) => {
    sent.push(body.at);
    if (body.at > 300) throw new ApiProblem(422, "scan.ahead", "", {}, null, {});
    return "verdict";
  };
  let offset = 0;
  const clock = { offset: () => offset, moved: (body: { at: number }, byMs: number) => ({ at: body.at + byMs }) };
  const learning = async (body: { at: number }) => {
    try {
      return await send(body);
    } finally {
      offset = -600_000; // each answer carries the server's date
    }
  };
  const queue = new ScanQueue(new Memory(), learning, () => 600_200, () => "wang", clock);
  assert.equal((await queue.submit("a", { at: 600_200 })).kind, "answered");
  assert.deepEqual(sent, [600_200, 200]);
});

test("a scan that was never sent is put right by what was learnt meanwhile; one that may have arrived stays as it is", async () => {
  const sent: number[] = [];
  let offset = 0;
  let away = true;
  const clock = { offset: () => offset, moved: (body: { at: number }, byMs: number) => ({ at: body.at + byMs }) };
  const send = async (body: { at: number }) => {
    sent.push(body.at);
    if (away) throw new NoAnswer();
    return "verdict";
  };
  const queue = new ScanQueue(new Memory(), send, () => 0, () => "wang", clock);
  await queue.submit("a", { at: 1000 });
  queue.keep("b", { at: 2000 });
  offset = 600_000;
  away = false;
  await queue.flush();
  assert.deepEqual(sent, [1000, 1000, 602_000]);
});

test("a scan without a network that comes back is kept in its place", async () => {
  const { queue, server } = setUp();
  queue.keep("a", { id: "a" });
  queue.keep("a", { id: "a" });
  assert.equal(queue.list().length, 1);
  assert.equal(server.requests, 0);
});

test("a spoilt store is an empty queue, not a crash", () => {
  const storage = new Memory();
  storage.text = "{not json";
  assert.equal(new ScanQueue(storage, async () => "", () => 0, () => "wang").list().length, 0);
});
