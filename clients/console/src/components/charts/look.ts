/** How every chart of the dashboards looks: type, axes, tooltip and patterns, from the design tokens, at any size. */
import { count } from '@/i18n/time'

import { ink, type Option } from './charts'

/** A chart, and the same in rows for who cannot or does not want to see it. */
export interface Drawing {
  option: Option
  head: string[]
  rows: (string | number | null)[][]
}

const FONT = 12

/** How much larger a big screen draws. */
export type Scale = number

export const short = (value: number): string => (Math.abs(value) >= 10_000 ? compact.format(value) : count(value))
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 })

export function percent(share: number | null | undefined, digits = 1): string {
  return share == null ? '–' : `${(share * 100).toFixed(digits)}%`
}

export function textStyle(scale: Scale): Option {
  return { fontFamily: ink('--vc-font'), fontSize: FONT * scale, color: ink('--vc-ink-2') }
}

/** What all charts have: no first animation, type of the page, a tooltip on the surface. */
export function base(scale: Scale): Option {
  return {
    textStyle: textStyle(scale),
    animationDuration: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 400,
    aria: { enabled: false },
    tooltip: {
      confine: true, backgroundColor: ink('--vc-surface'), borderColor: ink('--vc-line'), padding: [8, 12],
      textStyle: { ...textStyle(scale), color: ink('--vc-ink') }, valueFormatter: (value: unknown) => (typeof value === 'number' ? count(value) : '–'),
      axisPointer: { type: 'shadow', shadowStyle: { color: ink('--vc-ink-3'), opacity: 0.08 } },
    },
  }
}

export function legend(scale: Scale, more: Option = {}): Option {
  return { textStyle: textStyle(scale), itemWidth: 18 * scale, itemHeight: 10 * scale, itemGap: 14 * scale, icon: undefined, top: 0, left: 0, ...more }
}

export function categories(data: readonly string[], scale: Scale, more: Option = {}): Option {
  return {
    type: 'category', data, axisTick: { show: false }, axisLine: { lineStyle: { color: ink('--vc-line') } },
    axisLabel: { color: ink('--vc-ink-3'), fontSize: FONT * scale, hideOverlap: true }, ...more,
  }
}

export function values(scale: Scale, more: Option = {}): Option {
  return {
    type: 'value', minInterval: 1, splitNumber: 4, splitLine: { lineStyle: { color: ink('--vc-line'), opacity: 0.7 } },
    axisLabel: { color: ink('--vc-ink-3'), fontSize: FONT * scale, formatter: short }, ...more,
  }
}

type Pattern = 'none' | 'lines' | 'dots' | 'cross'

/** A pattern over a fill, so that no part of a chart is told by its colour alone. */
export function decal(pattern: Pattern): Option {
  const color = ink('--vc-surface')
  if (pattern === 'none') return { symbol: 'none' }
  if (pattern === 'dots') return { symbol: 'circle', symbolSize: 0.6, color, dashArrayX: [[0, 6], [3, 3]], dashArrayY: [4, 2] }
  if (pattern === 'cross') return { symbol: 'rect', color, dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: Math.PI / 2 }
  return { symbol: 'rect', color, dashArrayX: [1, 0], dashArrayY: [2, 5], rotation: -Math.PI / 4 }
}

/** Horizontal bars with their numbers at the end: each named, so that no legend is needed. */
export function bars(lines: { name: string; value: number | null; says?: string; color?: string; key?: string }[], scale: Scale, wide = 110): Option {
  const roomy = lines.length <= 6 && scale === 1
  const fill = ink('--vc-viz-1')
  return {
    ...base(scale),
    grid: { left: 4, right: (14 + 7 * Math.max(...lines.map((line) => line.says?.length ?? 0))) * scale, top: 4, bottom: 4, containLabel: true },
    xAxis: { type: 'value', show: false, max: Math.max(1, ...lines.map((line) => line.value ?? 0)) },
    yAxis: categories(lines.map((line) => line.name), scale, {
      inverse: true, axisLine: { show: false },
      axisLabel: { color: ink('--vc-ink-2'), fontSize: FONT * scale, width: wide * scale, overflow: roomy ? 'break' : 'truncate', lineHeight: 14 * scale, interval: 0 },
    }),
    series: [{
      type: 'bar', barMaxWidth: 18 * scale, barMinHeight: 2, showBackground: true,
      backgroundStyle: { color: ink('--vc-surface-2'), borderRadius: 3 },
      label: { show: true, position: 'right', color: ink('--vc-ink'), fontSize: FONT * scale, formatter: (at: { dataIndex: number }) => lines[at.dataIndex]?.says ?? '' },
      data: lines.map((line) => ({ value: line.value ?? 0, key: line.key, itemStyle: { color: line.color ?? fill, borderRadius: 3 } })),
    }],
  }
}
