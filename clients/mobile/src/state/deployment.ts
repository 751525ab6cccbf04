/** What this deployment says of itself; remembered, so that the next start knows it without the network. */
import { reactive } from "vue";
import type { Answer } from "@venuecode/core";
import { platform } from "../platform";
import { api } from "./session";
import { readStored, store } from "./storage";

type Deployment = Answer<"/api/v1/deployment", "get">;

export const deployment = reactive<Deployment>(
  readStored<Deployment>("deployment") ?? { demo: false, province: "", hotline: "", public_url: "" },
);

/** Ask the server; without an answer the remembered one stays. */
export async function refreshDeployment(): Promise<void> {
  try {
    Object.assign(deployment, await api.get("/api/v1/deployment"));
    store("deployment", deployment);
  } catch {
    // the remembered answer serves
  }
}

/** Hosts whose posters are this deployment's. */
export function ourHosts(): string[] {
  const named = /^https?:\/\/([^/]+)/.exec(deployment.public_url)?.[1]?.toLowerCase();
  return named ? [...platform.hosts, named] : [...platform.hosts];
}
