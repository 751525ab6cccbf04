/** The server's time, ticking. */
import { onMounted, onUnmounted, ref, type Ref } from "vue";
import { serverClock } from "./session";

/** Milliseconds by the server's clock, renewed four times a second while the page is there. */
export function useNow(): Ref<number> {
  const now = ref(serverClock.now());
  let timer: ReturnType<typeof setInterval> | undefined;
  onMounted(() => (timer = setInterval(() => (now.value = serverClock.now()), 250)));
  onUnmounted(() => clearInterval(timer));
  return now;
}
