/** The live alerts of this session, followed once for all pages. */
import type { FeedState } from '@core'
import { reactive, ref } from 'vue'

import { alerts, type Alert } from '@/api/alerts'

import { alarm } from './alertSound'

export const feed = reactive({
  state: 'connecting' as FeedState,
  /** Alerts that came since sign-in and wait for somebody. */
  waiting: 0,
  latest: null as Alert | null,
})
/** Counts up with each change that the feed brings, so that lists can reload. */
export const changes = ref(0)
const known = new Map<string, Alert['state']>()
let stop: (() => void) | null = null

export function startFeed(): void {
  if (stop) return
  void countWaiting()
  stop = alerts.follow(take, (state) => { feed.state = state })
}

export function stopFeed(): void {
  stop?.()
  stop = null
  known.clear()
  Object.assign(feed, { state: 'connecting', waiting: 0, latest: null })
}

async function countWaiting(): Promise<void> {
  const summary = await alerts.summary().catch(() => null)
  if (summary) feed.waiting = summary.open
}

function take(alert: Alert): void {
  const before = known.get(alert.id)
  known.set(alert.id, alert.state)
  changes.value += 1
  void countWaiting()
  if (alert.state !== 'open' || before === 'open') return
  feed.latest = alert
  alarm()
}
