/** What the dashboards look at, kept in the address: it can be sent to a colleague, and Back goes a level up. */
import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'

import type { Look } from '@/api/monitoring'
import { session } from '@/session'

export const RANGES = ['today', '7', '14', '30'] as const
export type Range = (typeof RANGES)[number] | 'custom'
const DAY = 86_400_000
const SHORTEST_TREND = 14

/** A day of Shanghai, `2022-09-04`, some days before today. */
export function shanghaiDay(daysAgo = 0, now = Date.now()): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', year: 'numeric', month: '2-digit', day: '2-digit' }).format(now - daysAgo * DAY)
}
export const earlier = (day: string, days: number): string => new Date(Date.parse(day) - days * DAY).toISOString().slice(0, 10)
export const length = (look: Pick<Look, 'since' | 'until'>): number => (Date.parse(look.until) - Date.parse(look.since)) / DAY + 1

export function useView() {
  const route = useRoute()
  const router = useRouter()
  const one = (name: string): string | null => {
    const value = route.query[name]
    return typeof value === 'string' ? value : null
  }
  const range = computed<Range>(() => {
    const wanted = one('range')
    return RANGES.find((known) => known === wanted) ?? (one('since') && one('until') ? 'custom' : 'today')
  })
  const division = computed(() => one('division') ?? session.officer?.division_code ?? '')
  const look = computed<Look>(() => {
    const kind = Number(one('class'))
    const shared = { division: division.value, venue_class: kind >= 1 && kind <= 6 ? (kind as Look['venue_class']) : null, type: one('type'), department: one('department') }
    if (range.value === 'custom') return { ...shared, since: one('since') ?? '', until: one('until') ?? '' }
    return { ...shared, since: shanghaiDay(range.value === 'today' ? 0 : Number(range.value) - 1), until: shanghaiDay() }
  })
  /** The days before the last one that a trend shows: never so few that nothing can be seen. */
  const trendLook = computed<Look>(() => ({ ...look.value, since: length(look.value) < SHORTEST_TREND ? earlier(look.value.until, SHORTEST_TREND - 1) : look.value.since }))

  function change(to: Record<string, string | number | null | undefined>): void {
    const query: Record<string, string> = {}
    for (const [name, value] of Object.entries({ ...route.query, ...to })) if (typeof value === 'number' || (typeof value === 'string' && (value !== '' || name === 'department'))) query[name] = String(value)
    void router.push({ query })
  }
  return { look, trendLook, division, range, change, query: computed(() => route.query) }
}
