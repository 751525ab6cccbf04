/** The server's time on a device whose own clock may be wrong, and times in words. Zone of every screen: Asia/Shanghai. */

const SHANGHAI_MS = 8 * 3600 * 1000;

/** Follows the server's clock by the offset that each answer shows. */
export class ServerClock {
  private offset = 0;

  constructor(private readonly device: () => number) {}

  /** Learn from the time an answer carried. */
  learn(serverTime: string | number): void {
    const ms = typeof serverTime === "number" ? serverTime : Date.parse(serverTime);
    if (Number.isFinite(ms)) this.offset = ms - this.device();
  }

  now(): number {
    return this.device() + this.offset;
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
