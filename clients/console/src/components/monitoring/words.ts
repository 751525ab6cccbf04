/** Numbers of the dashboards in words. */
import type { Comparison } from '@/api/monitoring'
import { t } from '@/i18n'

/** `▲ 4.2%`: the arrow says what the colour says. */
export function changeOf(change: number | null | undefined): string {
  if (change == null) return '–'
  const size = `${Math.abs(change * 100).toFixed(1)}%`
  return change > 0 ? `▲ ${size}` : change < 0 ? `▼ ${size}` : `= ${size}`
}

export const relative = (now: number, before: number): number | null => (before ? (now - before) / before : null)

export function comparedWith(found: Comparison): string {
  return found.change == null ? t('monitoring.noBefore') : t('monitoring.sameAs')
}

export function duration(seconds: number | null | undefined): string {
  if (seconds == null) return '–'
  if (seconds < 60) return t('monitoring.seconds', { n: Math.round(seconds) })
  if (seconds < 3600) return t('monitoring.minutesN', { n: (seconds / 60).toFixed(seconds < 600 ? 1 : 0) })
  return t('monitoring.hoursN', { n: (seconds / 3600).toFixed(1) })
}
