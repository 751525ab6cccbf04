/** Coming in and going out: sign-in by phone, registration, recovery, sign-out. */
import type { Answer, Body } from "@venuecode/core";
import type { Identity } from "../components/DocumentFields.vue";
import { platform } from "../platform";
import { forgetApplication } from "./applications";
import { forgetAppeals } from "./appeals";
import { countEntries } from "./entries";
import { forgetGuardKit } from "./guard-kit";
import { forgetVenues } from "./venues";
import { forgetMeasures } from "./measures";
import { forgetFamily } from "./family";
import { forgetMe } from "./me";
import { forgetPasses } from "./passes";
import { privacyVersion } from "./registration-options";
import { api, dropSession, keepSession } from "./session";
import { countWaiting, forgetVisits } from "./visits";

export type CodeSent = Answer<"/api/v1/sign-in/codes", "post">;
type IdentityBody = Body<"/api/v1/me/recovery/help", "post">;

export function requestCode(phone: string): Promise<CodeSent> {
  return api.post("/api/v1/sign-in/codes", { body: { phone } });
}

/**
 * Open a session with the code; afterwards `session.personId` tells whether a registration must follow. `link`: the
 * account of a channel that is linked along with it.
 */
export async function signIn(phone: string, code: string, link = ""): Promise<void> {
  const body = { phone, code, link: link || null, device: platform.device(), channel: platform.channel };
  const { token } = await api.post("/api/v1/sign-in", { body });
  await settleIn(token);
}

export async function register(identity: Identity, home: string): Promise<void> {
  const { token, me } = await api.post("/api/v1/me", {
    body: {
      ...identityBody(identity),
      division_code: home,
      privacy_version: await privacyVersion(),
      device: platform.device(),
      channel: platform.channel,
    },
  });
  keepSession(token, me.person?.person_id ?? null);
  countWaiting();
  countEntries();
}

/** Ask for a code at the phone that the account has now. */
export function requestRecoveryCode(identity: Identity): Promise<CodeSent> {
  return api.post("/api/v1/me/recovery/codes", { body: identityBody(identity) });
}

export async function recover(identity: Identity, code: string): Promise<void> {
  const { token } = await api.post("/api/v1/me/recovery", {
    body: { ...identityBody(identity), code, device: platform.device(), channel: platform.channel },
  });
  await settleIn(token);
}

/** Ask the office where the person lives, which will want to see the document. */
export async function askForHelp(identity: Identity): Promise<void> {
  await api.post("/api/v1/me/recovery/help", { body: identityBody(identity) });
}

export async function endOtherSessions(): Promise<void> {
  await api.delete("/api/v1/me/sessions");
}

/** Leaves nothing of the person on the device but what still has to be sent for them. */
export async function signOut(): Promise<void> {
  try {
    await api.post("/api/v1/sign-out");
  } catch {
    // without a network the session ends here and, at the server, by its age
  }
  dropSession(false);
  forgetApplication();
  forgetMe();
  forgetFamily();
  forgetAppeals();
  forgetMeasures();
  forgetPasses();
  forgetVisits();
  forgetGuardKit();
  forgetVenues();
}

export function identityBody(identity: Identity): IdentityBody {
  const { name, document_type, document_number, nationality } = identity;
  return { name, document_type, document_number, nationality: document_type === "passport" && nationality ? nationality : null };
}

/** Take a session up and learn whose it is. */
export async function settleIn(token: string): Promise<void> {
  keepSession(token, null);
  const me = await api.get("/api/v1/me");
  keepSession(token, me.person?.person_id ?? null);
  countWaiting();
}
