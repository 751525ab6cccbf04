/** The server's time on a device whose own clock may be wrong, and times in words. Zone of every screen: Asia/Shanghai. */

const SHANGHAI_MS = 8 * 3600 * 1000;

/** An HTTP date has whole seconds and was on its way: only what differs by more says something new. */
const ROUGH_MS = 3000;

/** Follows the server's clock by the offset that each answer shows; remembers it for times without a network. */
export class ServerClock {
  constructor(
    private readonly device: () => number,
    private offset = 0,
    private readonly keep: (offset: number) => void = () => undefined,
  ) {}

  /** Learn from the time an answer carried. */
  learn(serverTime: string | number): void {
    const ms = typeof serverTime === "number" ? serverTime : Date.parse(serverTime);
    if (Number.isFinite(ms)) this.set(ms - this.device());
  }

  /** Learn from the date in the head of an answer. */
  learnRoughly(date: string): void {
    const ms = Date.parse(date);
    if (Number.isFinite(ms) && Math.abs(ms + 500 - this.now()) > ROUGH_MS) this.set(ms + 500 - this.device());
  }

  /** Nothing signed by the server can be of the future: the clock is at least this late. */
  learnNotBefore(ms: number): void {
    if (this.now() < ms) this.set(ms - this.device());
  }

  now(): number {
    return this.device() + this.offset;
  }

  /** By how much the device's clock is known to be behind the server's, in milliseconds. */
  get known(): number {
    return this.offset;
  }

  private set(offset: number): void {
    const moved = Math.abs(offset - this.offset) > 500;
    this.offset = offset;
    if (moved) this.keep(offset);
  }
}

type Parts = { year: string; month: string; day: string; hour: string; minute: string; second: string };

function parts(ms: number): Parts {
  const [date = "", time = ""] = new Date(ms + SHANGHAI_MS).toISOString().split("T");
  const [year = "", month = "", day = ""] = date.split("-");
  const [hour = "", minute = "", second = ""] = time.slice(0, 8).split(":");
  return { year, month, day, hour, minute, second };
}

/** `08:12:30` in Shanghai. */
export function clockText(ms: number): string {
  const p = parts(ms);
  return `${p.hour}:${p.minute}:${p.second}`;
}

/** `2026-03-01` in Shanghai. */
export function dateText(ms: number): string {
  const p = parts(ms);
  return `${p.year}-${p.month}-${p.day}`;
}

/** `03-01 08:12` in Shanghai. */
export function momentText(ms: number): string {
  const p = parts(ms);
  return `${p.month}-${p.day} ${p.hour}:${p.minute}`;
}

/** How long ago, in whole minutes, hours or days: a number and its unit, for the screen's own words. */
export function age(sinceMs: number, nowMs: number): { count: number; unit: "minute" | "hour" | "day" } {
  const minutes = Math.max(0, Math.floor((nowMs - sinceMs) / 60_000));
  if (minutes < 60) return { count: minutes, unit: "minute" };
  const hours = Math.floor(minutes / 60);
  if (hours < 72) return { count: hours, unit: "hour" };
  return { count: Math.floor(hours / 24), unit: "day" };
}
