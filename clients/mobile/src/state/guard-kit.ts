/** What this phone keeps for doors whose network goes: keys, demands, revoked cards. Only of the guard signed in. */
import type { Kept } from "@venuecode/core/guard";
import { fromBase64Url, toBase64Url } from "@venuecode/core";
import { drawn, sealFor, stirred } from "@venuecode/core/sealed-box";
import { shallowRef } from "vue";
import { platform } from "../platform";
import { api, serverClock, session } from "./session";
import { forget, readStored, store } from "./storage";

type Stored = Kept & { owner: string; doors: number[]; etag: string | null; revokedUntil: string; pool: string };

const stored = shallowRef<Stored | null>(readStored<Stored>("guardKit"));

/** What is kept for a guard of these doors; null for nothing. */
export function guardKit(): Kept | null {
  return stored.value?.owner === session.personId ? stored.value : null;
}

/** Seal what waits on this phone for the server alone; null before the first kit is there, or another guard's is. */
export function sealed(content: object, id: string): string | null {
  const mine = stored.value?.owner === session.personId ? stored.value : null;
  if (!mine?.kit.sealing_key || !mine.pool) return null;
  const { secret, next } = drawn(fromBase64Url(mine.pool), platform.randomBytes(32));
  stored.value = { ...mine, pool: toBase64Url(next) };
  store("guardKit", stored.value); // before it is used: what is kept never leads to a secret that was
  return toBase64Url(sealFor(fromBase64Url(mine.kit.sealing_key), JSON.stringify(content), id, secret));
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
    pool: toBase64Url(stirred(fromBase64Url(poolOf(owner)), fromBase64Url(cards.entropy), platform.randomBytes(32))),
  };
  store("guardKit", stored.value);
}

/** As it is now: something may have been sealed while the server was asked. */
const poolOf = (owner: string) => (stored.value?.owner === owner ? stored.value.pool ?? "" : "");

export function forgetGuardKit(): void {
  stored.value = null;
  forget("guardKit");
}
