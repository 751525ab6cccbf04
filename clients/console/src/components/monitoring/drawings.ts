/** What each chart of the dashboards draws from the server's counts, and the same in rows. Nothing is counted here. */
import type { Active, AlertTimes, Breakdown, Counts, Loop, Scans } from '@/api/monitoring'
import { ink } from '@/components/charts/charts'
import { bars, base, categories, decal, legend, percent, values, type Drawing, type Scale } from '@/components/charts/look'
import { pick, t } from '@/i18n'
import { count, moment } from '@/i18n/time'

import { words, type CodeColour } from '../../../../design/tokens'

const HOURS = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0'))
export const METHODS = ['self', 'companion', 'personal_code', 'terminal', 'card', 'document', 'typed'] as const
export const AGES = ['h24', 'h48', 'h72', 'd7', 'older', 'none'] as const
export const LOOP = ['stops', 'alerts', 'acknowledged', 'closed', 'cases', 'contacts', 'assigned', 'reached'] as const

type Points = Scans['series']
const hourOf = (at: string): number => Number(moment(at).slice(11, 13))
export const dayOf = (at: string): string => moment(at).slice(5, 10)
export const plainDay = (day: string): string => day.slice(5)

function byHour(points: Points): (number | null)[] {
  const found = new Map(points.map((one) => [hourOf(one.at), one.counts.visits]))
  return HOURS.map((_, hour) => found.get(hour) ?? null)
}

/** A day by hours over the day before and the same weekday of the week before. */
export function hours(day: Scans, week: Scans | null, scale: Scale = 1): Drawing {
  const that = plainDay(day.span.until)
  const lines = [byHour(day.series), byHour(day.before), week ? byHour(week.series) : []] as const
  const line = (name: string, data: readonly (number | null)[], color: string, type: string) => ({
    name, data, type: 'line', smooth: 0.35, symbol: 'none', lineStyle: { width: 2 * scale, color: ink(color), type }, itemStyle: { color: ink(color) },
  })
  return {
    option: {
      ...base(scale),
      tooltip: { ...(base(scale).tooltip as object), trigger: 'axis' },
      legend: legend(scale),
      grid: { left: 4, right: 8, top: 34 * scale, bottom: 4, containLabel: true },
      xAxis: categories(HOURS, scale),
      yAxis: values(scale),
      series: [
        { name: that, type: 'bar', data: lines[0], barMaxWidth: 22 * scale, itemStyle: { color: ink('--vc-viz-1'), borderRadius: [3, 3, 0, 0] } },
        line(t('monitoring.dayBefore'), lines[1], '--vc-viz-quiet', 'solid'),
        ...(week ? [line(t('monitoring.weekBefore'), lines[2], '--vc-viz-2', 'dashed')] : []),
      ],
    },
    head: [t('monitoring.hour'), that, t('monitoring.dayBefore'), t('monitoring.weekBefore')],
    rows: HOURS.map((hour, n) => [`${hour}:00`, lines[0][n] ?? null, lines[1][n] ?? null, lines[2][n] ?? null]),
  }
}

/** Scans by day over as many days before, with the stops below on an axis of their own. */
export function trend(scans: Scans, scale: Scale = 1): Drawing {
  const days = scans.series.map((one) => dayOf(one.at))
  const before = t('monitoring.trendBefore', { n: scans.series.length })
  const [visits, earlier, stops] = [scans.series.map((one) => one.counts.visits), scans.before.map((one) => one.counts.visits), scans.series.map((one) => one.counts.stops)]
  return {
    option: {
      ...base(scale),
      tooltip: { ...(base(scale).tooltip as object), trigger: 'axis' },
      axisPointer: { link: [{ xAxisIndex: 'all' }] },
      legend: legend(scale),
      grid: [
        { left: 52 * scale, right: 8, top: 34 * scale, height: '48%' },
        { left: 52 * scale, right: 8, top: '74%', bottom: 22 * scale },
      ],
      xAxis: [categories(days, scale, { axisLabel: { show: false } }), categories(days, scale, { gridIndex: 1 })],
      yAxis: [values(scale), values(scale, { gridIndex: 1, splitNumber: 2 })],
      series: [
        { name: t('monitoring.scansN'), type: 'bar', data: visits, barMaxWidth: 26 * scale, itemStyle: { color: ink('--vc-viz-1'), borderRadius: [3, 3, 0, 0] } },
        { name: before, type: 'line', data: earlier, symbol: 'none', smooth: 0.3, lineStyle: { width: 2 * scale, type: 'dashed', color: ink('--vc-viz-quiet') }, itemStyle: { color: ink('--vc-viz-quiet') } },
        { name: t('monitoring.stops'), type: 'bar', xAxisIndex: 1, yAxisIndex: 1, data: stops, barMaxWidth: 26 * scale, itemStyle: { color: ink('--vc-viz-red'), borderRadius: [3, 3, 0, 0], decal: decal('lines') } },
      ],
    },
    head: [t('monitoring.day'), t('monitoring.scansN'), before, t('monitoring.stops')],
    rows: days.map((day, n) => [day, visits[n] ?? null, earlier[n] ?? null, stops[n] ?? null]),
  }
}

const colourName = (colour: CodeColour): string => pick(words[colour].zh, words[colour].en)

/** Grey, yellow and red at doors by day; green is all the rest and would dwarf them. */
export function colours(scans: Scans, scale: Scale = 1): Drawing {
  const days = scans.series.map((one) => dayOf(one.at))
  const kinds = [
    { key: 'grey', name: colourName('grey'), pattern: 'none' },
    { key: 'yellow', name: colourName('yellow'), pattern: 'dots' },
    { key: 'red', name: colourName('red'), pattern: 'lines' },
  ] as const
  return {
    option: {
      ...base(scale),
      tooltip: { ...(base(scale).tooltip as object), trigger: 'axis' },
      legend: legend(scale),
      grid: { left: 4, right: 8, top: 34 * scale, bottom: 4, containLabel: true },
      xAxis: categories(days, scale),
      yAxis: values(scale),
      series: kinds.map((kind) => ({
        name: kind.name, type: 'bar', stack: 'colours', barMaxWidth: 26 * scale, data: scans.series.map((one) => one.counts.colours[kind.key]),
        itemStyle: { color: ink(`--vc-viz-${kind.key}`), decal: decal(kind.pattern), borderColor: ink('--vc-surface'), borderWidth: 1 },
      })),
    },
    head: [t('monitoring.day'), colourName('green'), ...kinds.map((kind) => kind.name)],
    rows: scans.series.map((one, n) => [days[n] ?? '', one.counts.colours.green, ...kinds.map((kind) => one.counts.colours[kind.key])]),
  }
}

function parts(names: readonly string[], numbers: readonly number[], whole: number, scale: Scale, colour?: (n: number) => string): Drawing {
  const shares = numbers.map((one) => (whole ? one / whole : null))
  return {
    option: bars(names.map((name, n) => ({
      name, value: numbers[n] ?? 0, says: `${count(numbers[n])}  ${percent(shares[n])}`, color: colour?.(n),
    })), scale, 130),
    head: ['', t('monitoring.scansN'), t('monitoring.share')],
    rows: names.map((name, n) => [name, numbers[n] ?? 0, percent(shares[n])]),
  }
}
const AGE_INK = ['--vc-ramp-5', '--vc-ramp-4', '--vc-ramp-3', '--vc-viz-quiet', '--vc-viz-2', '--vc-viz-red']
export const testAges = (total: Counts, scale: Scale = 1): Drawing =>
  parts(AGES.map((one) => t(`monitoring.${one}`)), AGES.map((one) => total.test_ages[one]), total.visits, scale, (n) => ink(AGE_INK[n] ?? ''))
export const methods = (total: Counts, scale: Scale = 1): Drawing => {
  const kinds = [...METHODS].sort((a, b) => total.methods[b] - total.methods[a])
  return parts(kinds.map((one) => t(`monitoring.${one}`)), kinds.map((one) => total.methods[one]), total.visits, scale)
}

/** One line over the days, as a share. */
export function withoutPhone(scans: Scans, scale: Scale = 1): Drawing {
  const days = scans.series.map((one) => dayOf(one.at))
  const shares = scans.series.map((one) => one.counts.without_phone_share)
  const plain = base(scale)
  return {
    option: {
      ...plain,
      tooltip: { ...(plain.tooltip as object), trigger: 'axis', valueFormatter: (value: unknown) => percent(value as number | null) },
      grid: { left: 4, right: 12, top: 14, bottom: 4, containLabel: true },
      xAxis: categories(days, scale, { boundaryGap: false }),
      yAxis: values(scale, { minInterval: 0, axisLabel: { color: ink('--vc-ink-3'), fontSize: 12 * scale, formatter: (value: number) => percent(value, value < 0.1 ? 1 : 0) } }),
      series: [{
        name: t('monitoring.withoutPhone'), type: 'line', data: shares, smooth: 0.3, symbolSize: 7, lineStyle: { width: 2.5 * scale, color: ink('--vc-viz-3') },
        itemStyle: { color: ink('--vc-viz-3') }, areaStyle: { color: ink('--vc-viz-3'), opacity: 0.14 },
      }],
    },
    head: [t('monitoring.day'), t('monitoring.withoutPhone'), t('monitoring.share')],
    rows: scans.series.map((one, n) => [days[n] ?? '', one.counts.without_phone, percent(one.counts.without_phone_share)]),
  }
}

export function active(found: Active, scale: Scale = 1): Drawing {
  const days = found.days.map((one) => plainDay(one.day))
  const before = t('monitoring.trendBefore', { n: found.days.length })
  return {
    option: {
      ...base(scale),
      tooltip: { ...(base(scale).tooltip as object), trigger: 'axis' },
      legend: legend(scale),
      grid: { left: 4, right: 8, top: 34 * scale, bottom: 4, containLabel: true },
      xAxis: categories(days, scale),
      yAxis: values(scale),
      series: [
        { name: t('monitoring.active'), type: 'bar', barMaxWidth: 26 * scale, data: found.days.map((one) => one.active), itemStyle: { color: ink('--vc-viz-3'), borderRadius: [3, 3, 0, 0] } },
        { name: before, type: 'line', data: found.days.map((one) => one.active_before), symbol: 'none', smooth: 0.3, lineStyle: { width: 2 * scale, type: 'dashed', color: ink('--vc-viz-quiet') }, itemStyle: { color: ink('--vc-viz-quiet') } },
      ],
    },
    head: [t('monitoring.day'), t('monitoring.active'), before],
    rows: found.days.map((one, n) => [days[n] ?? '', one.active, one.active_before]),
  }
}

export const facetName = (key: { code: string; zh: string; en: string }): string => pick(key.zh, key.en) || key.code || t('monitoring.noDepartment')
const MOST_BARS = 10

export function breakdown(found: Breakdown, scale: Scale = 1): Drawing {
  const shown = found.items.slice(0, MOST_BARS)
  return {
    option: bars(shown.map((one) => ({ name: facetName(one.key), key: one.key.code, value: one.counts.visits, says: count(one.counts.visits) })), scale, 190),
    head: ['', t('monitoring.scansN'), t('monitoring.stops'), t('monitoring.venuesActive')],
    rows: found.items.map((one) => [facetName(one.key), one.counts.visits, one.counts.stops, `${count(Math.round(one.active_a_day))} / ${count(one.venues)}`]),
  }
}

/** The steps from a stop to people reached. What this deployment does not measure is said, not drawn as nothing. */
export function loop(found: Loop, scale: Scale = 1): Drawing {
  const measured = (value: number | null): string => (value == null ? t('monitoring.notMeasured') : count(value))
  const inks: Record<(typeof LOOP)[number], string> = {
    stops: '--vc-viz-red', alerts: '--vc-viz-2', acknowledged: '--vc-viz-2', closed: '--vc-viz-2', cases: '--vc-viz-4', contacts: '--vc-viz-4', assigned: '--vc-viz-3', reached: '--vc-viz-3',
  }
  return {
    option: bars(LOOP.map((step, n) => ({ name: `${n + 1}  ${t(`monitoring.loop_${step}`)}`, value: found[step], says: measured(found[step]), color: ink(inks[step]) })), scale, 130),
    head: [t('monitoring.step'), t('monitoring.number')],
    rows: LOOP.map((step) => [t(`monitoring.loop_${step}`), measured(found[step])]),
  }
}

const minutes = (seconds: number | null): number | null => (seconds == null ? null : Math.round(seconds / 6) / 10)

export function alertTimes(found: AlertTimes, scale: Scale = 1): Drawing {
  const days = found.days.map((one) => plainDay(one.day))
  return {
    option: {
      ...base(scale),
      tooltip: { ...(base(scale).tooltip as object), trigger: 'axis' },
      legend: legend(scale),
      grid: { left: 4, right: 4, top: 34 * scale, bottom: 4, containLabel: true },
      xAxis: categories(days, scale),
      yAxis: [values(scale), values(scale, { minInterval: 0, splitLine: { show: false } })],
      series: [
        { name: t('monitoring.opened'), type: 'bar', barMaxWidth: 20 * scale, data: found.days.map((one) => one.opened), itemStyle: { color: ink('--vc-viz-2'), borderRadius: [3, 3, 0, 0] } },
        { name: t('monitoring.median'), type: 'line', yAxisIndex: 1, data: found.days.map((one) => minutes(one.median_seconds)), symbol: 'diamond', symbolSize: 9 * scale, connectNulls: true, lineStyle: { width: 2 * scale, color: ink('--vc-viz-4') }, itemStyle: { color: ink('--vc-viz-4') } },
      ],
    },
    head: [t('monitoring.day'), t('monitoring.opened'), t('monitoring.acknowledged'), t('monitoring.closed'), t('monitoring.median')],
    rows: found.days.map((one, n) => [days[n] ?? '', one.opened, one.acknowledged, one.closed, minutes(one.median_seconds)]),
  }
}
