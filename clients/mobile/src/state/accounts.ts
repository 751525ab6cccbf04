/** Accounts of channels: coming in by one, linking another after a phone was proved, unlinking. */
import type { Answer } from "@venuecode/core";
import { ref } from "vue";
import { platform } from "../platform";
import { api, session } from "./session";
import { settleIn } from "./sign-in";
import { forget, readStored, store } from "./storage";

export type Login = Answer<"/api/v1/me/logins", "get">["items"][number];
export type Offer = Answer<"/api/v1/sign-in/providers", "get">["items"][number];
/** Where somebody was going when they left for the provider's page. */
type Left = { state: string; code: string; then: string; linking: boolean };
type Came = { provider: "wechat" | "alipay" | "oidc"; app_id: string; code: string; state?: string; linking?: boolean };

/** The account that leads to nobody yet; it goes along when the phone is proved. Empty if there is none. */
export const pendingLink = ref("");

/** Providers that this deployment offers in a page; none where the host itself knows the person. */
export async function offers(): Promise<Offer[]> {
  if (platform.signIn) return [];
  try {
    return (await api.get("/api/v1/sign-in/providers")).items;
  } catch {
    return []; // a phone does
  }
}

/** Come in by the host's account: true when it leads to a person, false when a phone must be proved first. */
export async function comeByHost(): Promise<boolean> {
  const { provider, appId, code } = platform.signIn!;
  return come({ provider, app_id: appId, code: await code() });
}

/** Leave for the provider's page; it comes back to `/signed-in/NAME`. */
export async function leaveFor(name: string, code: string, then: string): Promise<void> {
  const begun = await api.post("/api/v1/sign-in/oidc/{app_id}", { path: { app_id: name } });
  store("leftFor", { state: begun.state, code, then, linking: session.personId !== null } satisfies Left);
  platform.leaveFor(begun.url);
}

/** Whoever comes back from a provider's page: where they were going, and how to come in; null when nobody does. */
export function takeReturn(): { code: string; then: string; comeIn: (() => Promise<boolean>) | null } | null {
  const back = platform.takeReturn();
  if (!back) return null;
  const left = readStored<Left>("leftFor");
  forget("leftFor");
  const ours = left !== null && left.state === back.state && back.code !== "";
  return {
    code: left?.code ?? "",
    then: left?.then ?? "",
    comeIn: ours ? () => come({ provider: "oidc", app_id: back.name, code: back.code, state: back.state, linking: left.linking && session.personId !== null }) : null,
  };
}

/** Begin to link the host's account, which a proof of the phone completes; throws `ApiProblem` if it is somebody's already. */
export async function beginLink(): Promise<void> {
  const { provider, appId, code } = platform.signIn!;
  pendingLink.value = (await ask({ provider, app_id: appId, code: await code(), linking: true })).link ?? "";
}

export async function ownLogins(): Promise<Login[]> {
  return session.personId ? (await api.get("/api/v1/me/logins")).items : [];
}

export async function unlink(login: Login): Promise<void> {
  await api.delete("/api/v1/me/logins/{provider}/{app_id}", { path: { provider: login.provider as "oidc", app_id: login.app_id } });
}

async function come(came: Came): Promise<boolean> {
  const answer = await ask(came);
  pendingLink.value = answer.link ?? "";
  if (!answer.session) return false;
  await settleIn(answer.session.token);
  return true;
}

const ask = (came: Came) => api.post("/api/v1/sign-in/channel", { body: { linking: false, ...came, device: platform.device(), channel: platform.channel } });
