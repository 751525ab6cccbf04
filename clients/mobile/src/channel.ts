/** The channel that this build is for: its file in `channels/`, put here by `scripts/build-channels.mjs`. */
// #ifdef H5
import app from "../channels/app.json";
// #endif

type Pair = readonly [zh: string, en: string];

export type Channel = {
  name: string;
  platform: "h5" | "mp-weixin" | "mp-alipay";
  /** The brand, as the host shows it. */
  title: Pair;
  /** Where the server is; empty when it is the page's own origin. */
  host: string;
  app_id: string;
  start: string;
  /** What the channel calls the two things people come for. */
  entries: { scan: Pair; apply: Pair };
};

let file: unknown;
// #ifdef H5
file = app;
// #endif
// #ifdef MP
file = JSON.parse("__CHANNEL__");
// #endif
export const channel = file as Channel;
