/** The numbers of one dashboard, fetched together and again every so often while somebody looks. */
import { onBeforeUnmount, ref, shallowRef, watch, type Ref } from 'vue'

import { wordsOf } from '@/api/http'
import { monitoring, type Active, type AlertTimes, type Areas, type Breakdown, type Facet, type Look, type Loop, type Scans } from '@/api/monitoring'

import { earlier, length } from './view'

const WEEK = 7

export interface Board {
  /** How many days the range has. */
  days: number
  /** The whole range. */
  scans: Scans
  /** Its last day by hour, with the day before. */
  hours: Scans
  /** The same weekday of the week before. */
  week: Scans
  trend: Scans
  active: Active
  areas: Areas
  kinds: Breakdown
  alerts: AlertTimes
  alertTrend: AlertTimes
  loop: Loop
}

async function load(look: Look, trendLook: Look, facet: Facet): Promise<Board> {
  const lastDay = { ...look, since: look.until }
  const weekBefore = { ...look, since: earlier(look.until, WEEK), until: earlier(look.until, WEEK) }
  const [hours, week, trend, active, areas, kinds, alerts, alertTrend, loop] = await Promise.all([
    monitoring.scans(lastDay, 'hour'), monitoring.scans(weekBefore, 'hour'), monitoring.scans(trendLook, 'day'), monitoring.active(trendLook),
    monitoring.areas(look), monitoring.breakdown(look, facet), monitoring.alerts(look), monitoring.alerts(trendLook), monitoring.loop(look),
  ])
  const whole = look.since === look.until ? hours : look.since === trendLook.since ? trend : await monitoring.scans(look, 'day')
  return { days: length(look), scans: whole, hours, week, trend, active, areas, kinds, alerts, alertTrend, loop }
}

export function useBoard(look: Ref<Look>, trendLook: Ref<Look>, facet: Ref<Facet>, everySeconds: number) {
  const board = shallowRef<Board | null>(null)
  const fault = ref('')
  const loading = ref(false)
  const at = ref<Date | null>(null)
  let turn = 0

  async function refresh(): Promise<void> {
    const mine = ++turn
    loading.value = true
    try {
      const found = await load(look.value, trendLook.value, facet.value)
      if (mine !== turn) return
      board.value = found
      at.value = new Date()
      fault.value = ''
    } catch (error) {
      if (mine === turn) fault.value = wordsOf(error)
    } finally {
      if (mine === turn) loading.value = false
    }
  }
  watch([look, facet], (now, before) => { if (JSON.stringify(now) !== JSON.stringify(before)) void refresh() })
  void refresh()
  const timer = window.setInterval(() => { if (!document.hidden) void refresh() }, everySeconds * 1000)
  onBeforeUnmount(() => { clearInterval(timer); turn += 1 })
  return { board, fault, loading, at, refresh }
}
