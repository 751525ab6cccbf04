/** The live alerts of this session, followed once for all pages. */
import type { FeedState } from '@core'
import { reactive, ref } from 'vue'

import { alerts, type Alert } from '@/api/alerts'
import { session } from '@/session'

import { alarm } from './alertSound'

export const feed = reactive({
  state: 'connecting' as FeedState,
  /** Alerts that came since sign-in and wait for somebody. */
  waiting: 0,
  latest: null as Alert | null,
})
/** Counts up with each change that the feed brings, so that lists can reload. */
export const changes = ref(0)
const known = new Map<string, string>()
const LEVELS = ['county', 'prefecture', 'province'] as const
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
  const stage = `${alert.state} ${alert.level}`
  const before = known.get(alert.id)
  known.set(alert.id, stage)
  changes.value += 1
  void countWaiting()
  if (alert.state !== 'open' || before === stage || !reaches(alert)) return
  feed.latest = alert
  alarm()
}

/** Whether it is this officer's level's to take by now: the prefecture and the province are not rung up for what a county has time for. */
function reaches(alert: Alert): boolean {
  const code = session.officer?.division_code ?? ''
  const own = code.endsWith('0000') ? 2 : code.length === 6 && code.endsWith('00') ? 1 : 0
  return LEVELS.indexOf(alert.level) >= own
}
