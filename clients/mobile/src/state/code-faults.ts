/** Why a text is no code of ours, in words. */
export const codeFaults = {
  empty: ["请输入场所码编号", "Type the code first"],
  mistyped: ["编号有误，请对照海报逐位核对。", "There is a slip in this code. Compare it with the poster, character by character."],
  unknown_host: ["这是其他地区系统的场所码，在这里不能使用。", "This venue code belongs to another region's system and cannot be used here."],
  not_a_venue_code: ["这不是场所码。请扫场所入口张贴的“场所码”。", "This is not a venue code. Scan the poster at the entrance of the venue."],
} as const;
