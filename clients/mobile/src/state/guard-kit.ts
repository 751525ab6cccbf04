/** What this phone keeps for doors whose network goes: keys, demands, revoked cards. Only of the guard signed in. */
import type { Kept } from "@venuecode/core/guard";
import { shallowRef } from "vue";
import { api, serverClock, session } from "./session";
import { forget, readStored, store } from "./storage";

type Stored = Kept & { owner: string; doors: number[]; etag: string | null; revokedUntil: string };

const stored = shallowRef<Stored | null>(readStored<Stored>("guardKit"));

/** What is kept for a guard of these doors; null for nothing. */
export function guardKit(): Kept | null {
  return stored.value?.owner === session.personId ? stored.value : null;
}

/** Ask what is new; throws without an answer, and what is kept stays as old as it is. */
export async function renewGuardKit(doors: number[]): Promise<void> {
  const owner = session.personId;
  if (!owner || !doors.length) return;
  const wanted = [...doors].sort((one, other) => one - other);
  const mine = stored.value?.owner === owner ? stored.value : null;
  const same = mine?.doors.join() === wanted.join() ? mine : null;
  const asked = serverClock.now();
  const fresh = await api.fresh("/api/v1/guard/offline-kit", same?.etag ?? null, { query: { door: wanted }, timeoutMs: 6000 });
  const cards = await api.get("/api/v1/guard/doors/{door_id}/revocations", {
    path: { door_id: wanted[0]! },
    query: { since: mine?.revokedUntil ?? null },
    timeoutMs: 6000,
  });
  const kit = fresh?.content ?? same?.kit;
  if (!kit || session.personId !== owner) return;
  stored.value = {
    owner,
    doors: wanted,
    kit,
    etag: fresh ? fresh.etag : same?.etag ?? null,
    kitAt: asked,
    revoked: [...new Set([...(mine?.revoked ?? []), ...cards.marks])],
    revokedAt: Date.parse(cards.as_of),
    revokedUntil: cards.as_of,
  };
  store("guardKit", stored.value);
}

export function forgetGuardKit(): void {
  stored.value = null;
  forget("guardKit");
}
