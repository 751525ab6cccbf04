/** Asks again and again until told that it is over, or until the page is left. */
import { onBeforeUnmount } from 'vue'

export function usePolling(everyMs = 800) {
  let timer = 0
  function stop(): void {
    clearTimeout(timer)
    timer = 0
  }
  /** `look` returns true while there is more to wait for. */
  function start(look: () => Promise<boolean>): void {
    stop()
    const round = async (): Promise<void> => {
      const more = await look().catch(() => true)
      if (more && timer !== -1) timer = window.setTimeout(() => void round(), everyMs)
    }
    timer = window.setTimeout(() => void round(), 0)
  }
  onBeforeUnmount(() => { stop(); timer = -1 })
  return { start, stop }
}
