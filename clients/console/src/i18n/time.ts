/** Moments and numbers as officers read them: Asia/Shanghai, in the chosen language. */
import { lang, locale, t } from '.'

const ZONE = 'Asia/Shanghai'

/** `2022-09-04 08:12`; empty for none. */
export function moment(iso: string | null | undefined, withSeconds = false): string {
  if (!iso) return ''
  const parts = new Intl.DateTimeFormat('sv-SE', {
    timeZone: ZONE, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit',
    second: withSeconds ? '2-digit' : undefined,
  })
  return parts.format(new Date(iso))
}

/** How long ago, in the largest unit that says enough. */
export function ago(iso: string | null | undefined, now = Date.now()): string {
  if (!iso) return ''
  const seconds = Math.max(0, Math.round((now - Date.parse(iso)) / 1000))
  if (seconds < 60) return t('common.justNow')
  const format = new Intl.RelativeTimeFormat(locale.value, { numeric: 'always', style: lang.value === 'zh' ? 'narrow' : 'long' })
  if (seconds < 3600) return format.format(-Math.floor(seconds / 60), 'minute')
  if (seconds < 86400) return format.format(-Math.floor(seconds / 3600), 'hour')
  return format.format(-Math.floor(seconds / 86400), 'day')
}

/** `1,000,000` */
export function count(value: number | null | undefined): string {
  return value == null ? '–' : new Intl.NumberFormat(locale.value).format(value)
}

/** How long something took: `45 s`, `12 min`, `3.5 h`. */
export function lasting(seconds: number | null | undefined): string {
  if (seconds == null) return '–'
  const [value, unit] = seconds < 90 ? [seconds, 'second'] : seconds < 5400 ? [seconds / 60, 'minute'] : [seconds / 3600, 'hour']
  return new Intl.NumberFormat(locale.value, { style: 'unit', unit: unit as string, unitDisplay: 'short', maximumFractionDigits: unit === 'hour' ? 1 : 0 }).format(value as number)
}
