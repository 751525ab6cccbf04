/** The console's two languages: a typed look-up over the texts beside this file. */
import { filled } from '@core'
import { computed, readonly, ref } from 'vue'

import { texts } from './texts'

export type Lang = 'zh' | 'en'
type Texts = typeof texts
type Namespace = keyof Texts & string
export type TextKey = { [N in Namespace]: `${N}.${keyof Texts[N] & string}` }[Namespace]

const STORE_KEY = 'venuecode.lang'

function preferred(): Lang {
  const kept = localStorage.getItem(STORE_KEY)
  if (kept === 'zh' || kept === 'en') return kept
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en'
}

const current = ref<Lang>(preferred())

export const lang = readonly(current)
export const locale = computed(() => (current.value === 'zh' ? 'zh-CN' : 'en-GB'))

/** Switches the language of every text on the page and keeps the choice on this device. */
export function setLang(next: Lang): void {
  current.value = next
  localStorage.setItem(STORE_KEY, next)
  document.documentElement.lang = locale.value
}
setLang(current.value)

function find(key: string): readonly [string, string] | undefined {
  const dot = key.indexOf('.')
  const group = texts[key.slice(0, dot) as Namespace] as Record<string, readonly [string, string]> | undefined
  return group?.[key.slice(dot + 1)]
}

/** The text of `key` in the chosen language; `{name}` is replaced by `params.name`, `{name|one|many}` by the word for its number. */
export function t(key: TextKey, params: Record<string, string | number> = {}): string {
  return filled(find(key)?.[current.value === 'zh' ? 0 : 1] ?? key, params, (gap) => gap)
}

/** Like `t`, for a code that the server may grow before this client does: an unknown code is shown as it is. */
export function tCode(namespace: Namespace, code: string): string {
  return find(`${namespace}.${code}`)?.[current.value === 'zh' ? 0 : 1] ?? code
}

/** The fitting one of a pair of names that the server gives. */
export function pick(zh: string | null | undefined, en: string | null | undefined): string {
  return (current.value === 'zh' ? zh || en : en || zh) ?? ''
}
