/** What the device remembers, as JSON under a prefix of its own. */

const PREFIX = "venuecode.";

export function readStored<T>(name: string): T | null {
  const text: unknown = uni.getStorageSync(PREFIX + name);
  if (typeof text !== "string" || text === "") return null;
  try {
    return JSON.parse(text) as T;
  } catch {
    return null;
  }
}

/** False when the device has no room or forbids it: the caller decides whether that matters. */
export function store(name: string, value: unknown): boolean {
  try {
    uni.setStorageSync(PREFIX + name, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

export function forget(name: string): void {
  uni.removeStorageSync(PREFIX + name);
}
