// What a channel's file must hold: a fault in it would be published.
export const PLATFORMS = ["h5", "mp-weixin", "mp-alipay"];

const pair = (value) => Array.isArray(value) && value.length === 2 && value.every((text) => typeof text === "string" && text !== "");

/** What is wrong with a channel's file, in words that name file and field; `pages` are those that the app has. */
export function faultsOf(channel, pages) {
  const mini = channel.platform !== "h5";
  const wanted = {
    platform: [PLATFORMS.includes(channel.platform), `one of ${PLATFORMS.join(", ")}`],
    title: [pair(channel.title), "the brand in Chinese and in English: [zh, en]"],
    host: [!mini || /^https?:\/\/[^/]+$/.test(channel.host ?? ""), "https://HOST without a slash behind"],
    app_id: [!mini || Boolean(channel.app_id), "the id that the platform gave the mini-program"],
    start: [pages.includes(channel.start), "a page of src/pages.json"],
    entries: [pair(channel.entries?.scan) && pair(channel.entries?.apply), "the names of scan and apply, each [zh, en]"],
  };
  return Object.entries(wanted).flatMap(([field, [right, words]]) => (right ? [] : [`channels/${channel.name}.json: ${field} must be ${words}`]));
}
