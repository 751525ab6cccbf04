/** A chart as a picture to hand on: with its title, what it shows and as of when, on the theme's surface. */
import { ink } from './charts'

const RATIO = 2
const EDGE = 20

export function savePicture(chart: HTMLCanvasElement, words: { title: string; under: string; foot: string }, name: string): void {
  const head = 66 * RATIO
  const foot = 34 * RATIO
  const canvas = Object.assign(document.createElement('canvas'), { width: chart.width + 2 * EDGE * RATIO, height: chart.height + head + foot })
  const pen = canvas.getContext('2d')
  if (!pen) return
  pen.fillStyle = ink('--vc-surface')
  pen.fillRect(0, 0, canvas.width, canvas.height)
  const write = (text: string, size: number, weight: number, color: string, y: number): void => {
    pen.font = `${weight} ${size * RATIO}px ${ink('--vc-font')}`
    pen.fillStyle = ink(color)
    pen.fillText(text, EDGE * RATIO, y, canvas.width - 2 * EDGE * RATIO)
  }
  write(words.title, 17, 600, '--vc-ink', 30 * RATIO)
  write(words.under, 12, 400, '--vc-ink-3', 50 * RATIO)
  pen.drawImage(chart, EDGE * RATIO, head)
  write(words.foot, 11, 400, '--vc-ink-3', canvas.height - 13 * RATIO)
  canvas.toBlob((blob) => {
    if (!blob) return
    const url = URL.createObjectURL(blob)
    Object.assign(document.createElement('a'), { href: url, download: name }).click()
    setTimeout(() => URL.revokeObjectURL(url), 60_000)
  }, 'image/png')
}
