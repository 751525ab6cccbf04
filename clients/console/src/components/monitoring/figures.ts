/** The first row of a dashboard. */
import { percent } from '@/components/charts/look'
import { t } from '@/i18n'
import { count } from '@/i18n/time'

import type { Board } from './board'
import type { Figure } from './Figures.vue'
import { changeOf, comparedWith, duration, relative } from './words'

export function figuresOf(board: Board): Figure[] {
  const { scans, trend, active, alerts } = board
  const now = scans.comparison
  const ofRange = active.days.slice(-board.days).map((one) => one.active)
  const aDay = ofRange.reduce((sum, one) => sum + one, 0) / Math.max(1, ofRange.length)
  return [
    { key: 'scans', label: t('monitoring.scansN'), value: count(scans.total.visits), under: `${changeOf(now.change)} ${comparedWith(now)}`, past: trend.series.map((one) => one.counts.visits) },
    {
      key: 'stops', label: t('monitoring.stops'), value: count(scans.total.stops), tone: 'worse', past: trend.series.map((one) => one.counts.stops),
      under: `${changeOf(relative(now.stops, now.stops_before))} · ${t('monitoring.stopRate', { n: scans.total.visits ? percent(scans.total.stops / scans.total.visits, 2) : '–' })}`,
    },
    { key: 'active', label: t(board.days > 1 ? 'monitoring.activeADay' : 'monitoring.activeToday'), value: count(Math.round(aDay)), under: t('monitoring.activeOf', { n: count(active.venues) }), past: active.days.map((one) => one.active) },
    { key: 'phone', label: t('monitoring.withoutPhone'), value: percent(scans.total.without_phone_share), under: `${count(scans.total.without_phone)} · ${t('monitoring.withoutPhoneLead')}`, past: trend.series.map((one) => one.counts.without_phone_share ?? 0) },
    { key: 'alerts', label: t('monitoring.toAcknowledge'), value: duration(alerts.to_acknowledge.median_seconds), tone: 'worse', under: `${t('monitoring.alertsOpened')} ${count(alerts.opened)} · ${t('monitoring.waiting', { n: count(alerts.waiting) })}` },
  ]
}
