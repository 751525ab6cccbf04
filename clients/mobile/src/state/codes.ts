/** The personal code on the screen: asked for again before it is over, and the kept pass in its place without a network. */
import { onHide, onShow } from "@dcloudio/uni-app";
import { ApiProblem, NoAnswer, type Answer, type OwnStatus } from "@venuecode/core";
import { computed, ref, shallowRef, watch, type Ref } from "vue";
import { platform } from "../platform";
import { useNow } from "./now";
import { keptPass, renewPass } from "./passes";
import { api, serverClock, session } from "./session";

type Issued = Answer<"/api/v1/me/code", "post">;
/** What is shown of a person. `offline`: it is the kept pass, as of `issuedAt`. Times in milliseconds. */
export type ShownCode = { text: string; maskedName: string; status: OwnStatus; issuedAt: number; validUntil: number; offline: boolean };
const AGAIN_MS = 4000;

/** The code of one of the people whom the caller shows for, while the page that uses it is there and seen. */
export function useCode(whose: Ref<number>) {
  const now = useNow();
  const issued = shallowRef<Issued | null>(null);
  /** Why the last code did not come; null when it did. */
  const fault = shallowRef<unknown>(null);
  const shown = ref(false);
  let asking = false;
  let nextAt = 0;

  const code = computed<ShownCode | null>(() => {
    const fresh = issued.value;
    if (fresh && fresh.person_id === whose.value && now.value < Date.parse(fresh.valid_until)) return ofIssued(fresh);
    return isOutOfReach(fault.value) ? ofPass(whose.value, now.value) : null;
  });

  async function renew(): Promise<void> {
    const personId = whose.value;
    asking = true;
    try {
      const answer = await ask(personId);
      serverClock.learn(answer.server_time);
      if (personId !== whose.value) return;
      issued.value = answer;
      fault.value = null;
      nextAt = Date.parse(answer.refresh_at);
      await renewPass(personId, answer.status.colour, serverClock.now());
    } catch (error) {
      if (personId !== whose.value) return;
      fault.value = error;
      const seconds = error instanceof ApiProblem ? error.retryAfter : null;
      nextAt = serverClock.now() + (seconds ? seconds * 1000 : AGAIN_MS);
    } finally {
      asking = false;
    }
  }

  onShow(() => (shown.value = true));
  onHide(() => (shown.value = false));
  watch(whose, () => {
    issued.value = fault.value = null;
    nextAt = 0;
  });
  watch([now, shown], () => {
    if (shown.value && !asking && session.personId && platform.isSeen() && now.value >= nextAt) void renew();
  });
  return { now, code, fault };
}

function ask(personId: number): Promise<Issued> {
  if (String(personId) === session.personId) return api.post("/api/v1/me/code");
  return api.post("/api/v1/me/family/{person_id}/code", { path: { person_id: personId } });
}

/** The network or the server is away; a server that refuses is not. */
function isOutOfReach(fault: unknown): boolean {
  return fault instanceof NoAnswer || (fault instanceof ApiProblem && fault.status >= 500);
}

function ofIssued(code: Issued): ShownCode {
  return { text: code.code, maskedName: code.masked_name, status: code.status, issuedAt: Date.parse(code.issued_at), validUntil: Date.parse(code.valid_until), offline: false };
}

function ofPass(personId: number, now: number): ShownCode | null {
  const pass = keptPass(personId, now);
  if (!pass) return null;
  const { code, masked_name, status, issued_at, valid_until } = pass;
  return { text: code, maskedName: masked_name, status, issuedAt: Date.parse(issued_at), validUntil: Date.parse(valid_until), offline: true };
}
