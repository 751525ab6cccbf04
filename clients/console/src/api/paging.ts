/** A list that the server pages by keys: the answer's cursor leads to the next page, a kept trail leads back. */
import { onBeforeUnmount, ref, shallowRef } from 'vue'

import { wordsOf } from './http'

export interface Page<T> {
  items: T[]
  next: string | null
}

/** Gives every page's cursor one form, whether the server counts by numbers or by words. */
export function paged<T>(page: { items: T[]; next?: string | number | null }): Page<T> {
  return { items: page.items, next: page.next == null ? null : String(page.next) }
}

export function usePages<T>(load: (cursor: string | null) => Promise<Page<T>>) {
  const rows = shallowRef<T[]>([])
  const loading = ref(false)
  const fault = ref<string | null>(null)
  const trail = ref<(string | null)[]>([null])
  const following = ref<string | null>(null)
  let turn = 0

  async function show(path: (string | null)[]): Promise<void> {
    const mine = ++turn
    loading.value = true
    try {
      const page = await load(path[path.length - 1] ?? null)
      if (mine !== turn) return
      rows.value = page.items
      following.value = page.next
      trail.value = path
      fault.value = null
    } catch (error) {
      if (mine === turn) fault.value = wordsOf(error)
    } finally {
      if (mine === turn) loading.value = false
    }
  }

  onBeforeUnmount(() => { turn += 1 })
  return {
    rows, loading, fault, following, trail,
    first: () => show([null]),
    again: () => show(trail.value),
    next: () => (following.value ? show([...trail.value, following.value]) : Promise.resolve()),
    back: () => (trail.value.length > 1 ? show(trail.value.slice(0, -1)) : Promise.resolve()),
  }
}
export type Pages<T> = ReturnType<typeof usePages<T>>
