/** Names and shapes that both clients give to verdicts and code colours. Values live in tokens.css. */
export type CodeColour = "green" | "yellow" | "red" | "grey";
export type Verdict = "pass" | "stop";

/** One shape a meaning, so that colour never speaks alone: SVG paths on a 24 × 24 grid, drawn in the current ink. */
export const shapes = {
  pass: "M12 1a11 11 0 1 0 0 22 11 11 0 0 0 0-22Zm-1.9 16.2-5-5 2.2-2.2 2.8 2.8 6.6-6.6 2.2 2.2-8.8 8.8Z",
  stop: "M7.4 1h9.2L23 7.4v9.2L16.6 23H7.4L1 16.6V7.4L7.4 1Zm.5 4.6L5.6 7.9 9.7 12l-4.1 4.1 2.3 2.3 4.1-4.1 4.1 4.1 2.3-2.3-4.1-4.1 4.1-4.1-2.3-2.3L12 9.7 7.9 5.6Z",
  green: "M12 1a11 11 0 1 0 0 22 11 11 0 0 0 0-22Zm-1.9 16.2-5-5 2.2-2.2 2.8 2.8 6.6-6.6 2.2 2.2-8.8 8.8Z",
  yellow: "M12 1.5 23.5 22H.5L12 1.5ZM10.6 8l.3 7h2.2l.3-7h-2.8Zm1.4 8.6a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3Z",
  red: "M7.4 1h9.2L23 7.4v9.2L16.6 23H7.4L1 16.6V7.4L7.4 1Zm.5 4.6L5.6 7.9 9.7 12l-4.1 4.1 2.3 2.3 4.1-4.1 4.1 4.1 2.3-2.3-4.1-4.1 4.1-4.1-2.3-2.3L12 9.7 7.9 5.6Z",
  grey: "M2 2h20v20H2V2Zm4 8.3v3.4h12v-3.4H6Z",
} as const;

/** The words a shape stands beside. */
export const words: Record<keyof typeof shapes, { zh: string; en: string }> = {
  pass: { zh: "通行", en: "PASS" },
  stop: { zh: "禁止通行", en: "STOP" },
  green: { zh: "绿码", en: "Green code" },
  yellow: { zh: "黄码", en: "Yellow code" },
  red: { zh: "红码", en: "Red code" },
  grey: { zh: "灰码", en: "Grey code" },
};
