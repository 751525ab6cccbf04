import assert from "node:assert/strict";
import { test } from "node:test";
import { EventParser, followFeed, stopSwitch, type ServerEvent } from "../src/events.ts";

const STREAM = 'id: 7\nevent: visit\ndata: {"a":\ndata: 1}\n\n: heartbeat\n\nid: 8\r\ndata: two\r\n\r\nretry: 250\n\n';

test("events come out the same wherever the stream is cut", () => {
  const whole = new EventParser().push(STREAM);
  assert.deepEqual(whole, [
    { id: "7", event: "visit", data: '{"a":\n1}' },
    { id: "8", event: "message", data: "two" },
  ]);
  for (let cut = 1; cut < STREAM.length; cut++) {
    const parser = new EventParser();
    assert.deepEqual([...parser.push(STREAM.slice(0, cut)), ...parser.push(STREAM.slice(cut))], whole, `cut at ${cut}`);
    assert.equal(parser.retry, 250);
  }
});

test("a broken feed reconnects after the last event and shows none twice", async () => {
  const stop = stopSwitch();
  const askedAfter: string[] = [];
  const shown: ServerEvent[] = [];
  const streams = ["id: 1\ndata: a\n\nid: 2\ndata: b\n\nid: 3\nda", "id: 2\ndata: b\n\nid: 3\ndata: c\n\n"];
  await followFeed(
    {
      open: async (lastId, onChunk) => {
        askedAfter.push(lastId);
        onChunk(streams.shift()!);
        if (!streams.length) stop.stop();
        throw new Error("cut");
      },
      after: () => () => {},
      wait: async () => {},
      onEvent: (event) => shown.push(event),
      onState: () => {},
      onError: () => true,
    },
    stop,
  );
  assert.deepEqual(askedAfter, ["", "2"]);
  assert.deepEqual(shown.map((event) => event.data), ["a", "b", "c"]);
});

test("events without an id of their own are all shown and do not move the place to come back to", async () => {
  const stop = stopSwitch();
  const askedAfter: string[] = [];
  const shown: string[] = [];
  await followFeed(
    {
      open: async (lastId, onChunk) => {
        askedAfter.push(lastId);
        onChunk("event: today\ndata: t\n\nid: 5\ndata: v\n\nevent: counts\ndata: c\n\nevent: counts\ndata: d\n\n");
        if (askedAfter.length === 2) stop.stop();
        throw new Error("cut");
      },
      after: () => () => {},
      wait: async () => {},
      onEvent: (event) => shown.push(event.data),
      onState: () => {},
      onError: () => true,
    },
    stop,
  );
  assert.deepEqual(askedAfter, ["", "5"]);
  assert.deepEqual(shown, ["t", "v", "c", "d", "t", "c", "d"]);
});

test("waits grow while the server stays away and start anew once it is back", async () => {
  const stop = stopSwitch();
  const waits: number[] = [];
  let tries = 0;
  await followFeed(
    {
      open: async (_, onChunk) => {
        tries += 1;
        if (tries === 4) onChunk(": hello\n\n");
        throw new Error("cut");
      },
      after: () => () => {},
      wait: async (ms) => {
        waits.push(ms);
        if (waits.length === 5) stop.stop();
      },
      onEvent: () => {},
      onState: () => {},
      onError: () => true,
    },
    stop,
  );
  assert.deepEqual(waits, [500, 1000, 2000, 500, 1000]);
});

test("an error that reconnecting cannot mend ends the feed", async () => {
  let tries = 0;
  await followFeed(
    {
      open: async () => {
        tries += 1;
        throw new Error("session ended");
      },
      after: () => () => {},
      wait: async () => {},
      onEvent: () => {},
      onState: () => {},
      onError: () => false,
    },
    stopSwitch(),
  );
  assert.equal(tries, 1);
});

test("a stream that has gone silent is given up and opened again after the last event", async () => {
  const stop = stopSwitch();
  const askedAfter: string[] = [];
  let silence = () => {};
  await followFeed(
    {
      open: (lastId, onChunk, attempt) =>
        new Promise((_, fail) => {
          askedAfter.push(lastId);
          attempt.onStop(() => fail(new Error("aborted")));
          onChunk("id: 4\ndata: a\n\n");
          if (askedAfter.length === 2) stop.stop();
          else silence();
        }),
      after: (_, callback) => {
        silence = callback;
        return () => {};
      },
      wait: async () => {},
      onEvent: () => {},
      onState: () => {},
      onError: () => false,
    },
    stop,
  );
  assert.deepEqual(askedAfter, ["", "4"]);
});
