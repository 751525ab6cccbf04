import { createSSRApp } from "vue";
import App from "./App.vue";
import { platform } from "./platform";

/** Called by the framework once a page is about to be shown. */
export function createApp() {
  platform.routeOpenedCode();
  return { app: createSSRApp(App) };
}
