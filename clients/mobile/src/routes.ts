/** The pages by name, and the ways between them. */

import { session } from "./state/session";

export const pages = {
  home: "/pages/home/home",
  signIn: "/pages/sign-in/sign-in",
  register: "/pages/register/register",
  privacy: "/pages/privacy/privacy",
  scan: "/pages/scan/scan",
  pass: "/pages/pass/pass",
  result: "/pages/result/result",
  apply: "/pages/apply/apply",
  venues: "/pages/venues/venues",
  venue: "/pages/venue/venue",
  poster: "/pages/poster/poster",
  join: "/pages/guard/join",
  door: "/pages/guard/door",
  code: "/pages/code/code",
  family: "/pages/family/family",
  cards: "/pages/cards/cards",
  settings: "/pages/settings/settings",
  looks: "/pages/looks/looks",
  appeals: "/pages/appeals/appeals",
  declare: "/pages/declare/declare",
  notices: "/pages/notices/notices",
  openness: "/pages/openness/openness",
  help: "/pages/help/help",
} as const;
export type PageName = keyof typeof pages;

export function urlOf(page: PageName, query: Record<string, string> = {}): string {
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return pages[page] + (pairs.length ? `?${pairs.join("&")}` : "");
}

/** Open a page above this one. */
export function go(page: PageName, query: Record<string, string> = {}): void {
  void uni.navigateTo({ url: urlOf(page, query) });
}

/** Open a page instead of this one, so that the way back skips it. */
export function goInstead(page: PageName, query: Record<string, string> = {}): void {
  void uni.redirectTo({ url: urlOf(page, query) });
}

export function goHome(): void {
  void uni.reLaunch({ url: pages.home });
}

/** One page back, or to the start page when this was the first. */
export function goBack(): void {
  if (getCurrentPages().length > 1) void uni.navigateBack({ delta: 1 });
  else goHome();
}

/** To sign-in or registration, whichever is missing, and back to `then` afterwards. */
export function toSignIn(then: PageName): void {
  goInstead(session.token ? "register" : "signIn", { then });
}

/** Where somebody was going when sign-in or registration came between. */
export function goOnward(code: string, then: string): void {
  if (code) goInstead("pass", { code });
  else if (then === "back") goBack();
  else if (isPage(then)) goInstead(then);
  else goHome();
}

function isPage(name: string): name is PageName {
  return name in pages;
}
