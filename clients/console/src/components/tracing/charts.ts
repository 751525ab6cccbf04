/** The parts of ECharts that the console draws with; charts follow the theme's colours. */
import { BarChart, GraphChart } from 'echarts/charts'
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components'
import { init, use, type EChartsType } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'

use([BarChart, GraphChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer])

export type Chart = EChartsType

/** A colour of the theme, for a canvas that knows no style sheet. */
export function ink(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim()
}

export function draw(element: HTMLElement): Chart {
  return init(element)
}

export const SERIES = ['--vc-accent', '--vc-warning', '--vc-success', '--vc-danger', '--vc-ink-3']
