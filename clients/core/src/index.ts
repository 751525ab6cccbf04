/** What the clients share: everything here runs in any host and touches no screen. */
export * from "./clock.ts";
export * from "./client.ts";
export * from "./code.ts";
export * from "./device.ts";
export * from "./documents.ts";
export * from "./events.ts";
export * from "./ids.ts";
export * from "./pass.ts";
export * from "./problem.ts";
export * from "./queue.ts";
export * from "./text.ts";
export * from "./utf8.ts";
export type * from "./api";
