/** The map of a division's parts by one measure: a ramp from light to dark with numbers written on it. */
import type { Area, Areas } from '@/api/monitoring'
import { ink, type Box, type Option } from '@/components/charts/charts'
import { base, percent, short, type Drawing, type Scale } from '@/components/charts/look'
import { pick, t } from '@/i18n'
import { count } from '@/i18n/time'

import type { Shapes } from './shapes'
import { changeOf, relative } from './words'

export type Measure = 'visits' | 'stops' | 'active' | 'change'
export const MEASURES: readonly Measure[] = ['visits', 'stops', 'active', 'change']
export const nameOf = (division: { name_zh: string; name_en: string }): string => pick(division.name_zh, division.name_en)
const STEPS = 5
const LEGEND = 76
const EDGE = 14
/** Whether the legend finds room beside the map; where it does not, the numbers on the map must do. */
const hasRoom = (box: Box): boolean => box.width > 480

/** The longer side of a map that fills its box beside the legend. */
function fitting(box: Box, ratio: number, scale: Scale): number {
  const width = Math.max(40, hasRoom(box) ? Math.min(box.width - LEGEND * scale - EDGE, (box.height - EDGE) * ratio) : Math.min(box.width, (box.height - EDGE) * ratio))
  return ratio > 1 ? width : width / ratio
}

export function measured(area: Area, measure: Measure): number | null {
  if (measure === 'visits') return area.counts.visits
  if (measure === 'stops') return area.counts.stops
  if (measure === 'active') return area.venues ? area.active_a_day / area.venues : null
  return relative(area.counts.visits, area.visits_before)
}
export function inWords(value: number | null, measure: Measure, brief = false): string {
  if (value == null) return '–'
  if (measure === 'active') return percent(value, 0)
  if (measure === 'change') return changeOf(value)
  return brief ? short(value) : count(value)
}

interface Piece { min?: number; max?: number; gt?: number; lte?: number; label: string; color: string }

/** Steps of equal numbers of divisions, at rounded limits, so that one large city does not leave all others pale. */
function pieces(values: readonly number[], measure: Measure): Piece[] {
  if (measure === 'change') {
    const steps: [number | undefined, number | undefined, string, string][] = [
      [undefined, -0.3, '--vc-viz-2', '▼ > 30%'], [-0.3, -0.05, '--vc-warning-soft', '▼ 5–30%'], [-0.05, 0.05, '--vc-ramp-0', '± 5%'],
      [0.05, 0.3, '--vc-ramp-2', '▲ 5–30%'], [0.3, undefined, '--vc-ramp-4', '▲ > 30%'],
    ]
    return steps.map(([gt, lte, color, label]) => ({ gt, lte, label, color: ink(color) }))
  }
  const sorted = values.filter((one) => one > 0).sort((a, b) => a - b)
  const limits = [...new Set(Array.from({ length: STEPS - 1 }, (_, n) => rounded(sorted[Math.floor((sorted.length * (n + 1)) / STEPS)] ?? 0)))].filter((one) => one > 0)
  const says = (value: number): string => inWords(value, measure, true)
  const steps: Piece[] = [{ min: 0, max: 0, label: '0', color: ink('--vc-ramp-0') }]
  if (!limits.length) return [...steps, { gt: 0, label: '> 0', color: ink('--vc-ramp-4') }]
  const shift = STEPS - limits.length
  limits.forEach((limit, n) => steps.push({ gt: limits[n - 1] ?? 0, lte: limit, label: n ? `${says(limits[n - 1] ?? 0)} – ${says(limit)}` : `≤ ${says(limit)}`, color: ink(`--vc-ramp-${n + shift}`) }))
  return [...steps, { gt: limits.at(-1), label: `> ${says(limits.at(-1) ?? 0)}`, color: ink('--vc-ramp-5') }]
}
/** Where all are cities or counties, a map need not say so of each. */
const briefly = (name: string): string => name.replace(/ (City|County|District|Province|Subdistrict|Town)$/, '')

/** A name in at most two lines of a map's label; in one on the small tiles of a phone. */
function wrapped(name: string, roomy: boolean, tiles: boolean): string {
  const most = /\p{Script=Han}/u.test(name) ? (roomy ? 6 : 4) : roomy ? 13 : tiles ? 7 : 9
  if (name.length <= most) return `{name|${name}}`
  if (tiles && !roomy && !/\p{Script=Han}/u.test(name)) return `{name|${name.slice(0, most - 1)}…}`
  const space = name.lastIndexOf(' ', most)
  const cut = space > 0 ? space : most
  const rest = name.slice(cut).trim()
  return `{name|${name.slice(0, cut)}}\n{name|${rest.length > most ? `${rest.slice(0, most - 1)}…` : rest}}`
}
function rounded(value: number): number {
  if (value <= 0) return 0
  const unit = 10 ** Math.floor(Math.log10(value)) / 2
  return Math.max(value < 1 ? 0.01 : 1, Math.round(value / unit) * unit)
}

export function areaMap(found: Areas, shapes: Shapes, map: string, measure: Measure, box: Box, scale: Scale = 1): Drawing {
  const beside = hasRoom(box)
  const values = found.items.map((one) => measured(one, measure) ?? 0)
  const steps = pieces(values, measure)
  const by = new Map(found.items.map((one) => [one.division.code, one]))
  const darkest = new Set([ink('--vc-ramp-4'), ink('--vc-ramp-5'), ink('--vc-viz-2')])
  const onDark = ink('--vc-on-accent')
  const colourOf = (value: number): string =>
    steps.find((one) => (one.min === 0 && value === 0) || ((one.gt === undefined || value > one.gt) && (one.lte === undefined || value <= one.lte) && one.min === undefined))?.color ?? ''
  const label = (code: string): string => {
    const area = by.get(code)
    return area ? `${wrapped(briefly(nameOf(area.division)), beside, shapes.kind === 'tiles')}\n{number|${inWords(measured(area, measure), measure, true)}}` : ''
  }
  return {
    option: {
      ...base(scale),
      tooltip: { ...(base(scale).tooltip as Option), trigger: 'item', formatter: (at: { name: string }) => tooltip(by.get(at.name)) },
      visualMap: {
        type: 'piecewise', show: beside, pieces: steps, left: 0, bottom: 0, itemWidth: 16 * scale, itemHeight: 11 * scale, itemGap: 4 * scale, itemSymbol: 'rect',
        textStyle: { color: ink('--vc-ink-3'), fontSize: 11 * scale }, selectedMode: false,
      },
      series: [{
        type: 'map', map, aspectScale: shapes.aspect, layoutCenter: beside ? [(box.width + LEGEND * scale) / 2, box.height / 2] : [box.width / 2, box.height / 2], layoutSize: fitting(box, shapes.ratio, scale),
        selectedMode: false,
        itemStyle: { borderColor: ink('--vc-surface'), borderWidth: 1.4, areaColor: ink('--vc-ramp-0') },
        emphasis: { label: { show: true }, itemStyle: { areaColor: undefined, borderColor: ink('--vc-ink'), borderWidth: 2 } },
        labelLayout: { hideOverlap: shapes.kind === 'borders' },
        data: found.items.filter((one) => shapes.codes.has(one.division.code)).map((one) => {
          const value = measured(one, measure)
          const color = darkest.has(colourOf(value ?? 0)) ? onDark : ink('--vc-ink')
          return {
            name: one.division.code, value: value ?? 0, key: one.division.code,
            label: {
              show: true, formatter: (at: { name: string }) => label(at.name), color,
              rich: { name: { color, fontSize: (beside ? 11 : 10) * scale, lineHeight: 13 * scale, align: 'center' }, number: { color, fontSize: 12 * scale, fontWeight: 600, lineHeight: 15 * scale, align: 'center' } },
            },
          }
        }),
      }],
    },
    head: [t('common.division'), t('monitoring.scansN'), t('monitoring.change'), t('monitoring.stops'), t('monitoring.venuesActive')],
    rows: found.items.map((one) => [nameOf(one.division), one.counts.visits, changeOf(relative(one.counts.visits, one.visits_before)), one.counts.stops, `${count(Math.round(one.active_a_day))} / ${count(one.venues)}`]),
  }
}

function tooltip(area: Area | undefined): HTMLElement | string {
  if (!area) return ''
  const box = document.createElement('div')
  const line = (words: string, bold = false): void => {
    const part = Object.assign(document.createElement('div'), { textContent: words })
    if (bold) part.style.fontWeight = '600'
    box.append(part)
  }
  line(nameOf(area.division), true)
  line(`${t('monitoring.scansN')} ${count(area.counts.visits)}  ${changeOf(relative(area.counts.visits, area.visits_before))}`)
  line(`${t('monitoring.stops')} ${count(area.counts.stops)}`)
  line(`${t('monitoring.venuesActive')} ${count(Math.round(area.active_a_day))} / ${count(area.venues)}`)
  return box
}
