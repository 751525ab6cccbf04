/** The parts of ECharts that the console draws with; charts follow the theme's colours. */
import { BarChart, GraphChart, LineChart, MapChart } from 'echarts/charts'
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent, VisualMapComponent } from 'echarts/components'
import { init, registerMap, use, type EChartsType } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'

use([
  AriaComponent, BarChart, CanvasRenderer, GraphChart, GridComponent, LegendComponent, LineChart, MapChart, TooltipComponent, VisualMapComponent,
])

export type Chart = EChartsType
export type Option = Record<string, unknown>
/** Pixels that a chart has. */
export interface Box { width: number; height: number }
export { registerMap }

/** A colour of the theme, for a canvas that knows no style sheet. */
export function ink(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim()
}

export function draw(element: HTMLElement): Chart {
  return init(element)
}

export const SERIES = ['--vc-accent', '--vc-warning', '--vc-success', '--vc-danger', '--vc-ink-3']
