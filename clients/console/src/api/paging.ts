/** A list that the server pages by keys: the answer's cursor leads to the next page, a kept trail leads back. */
import { onBeforeUnmount, ref, shallowRef } from 'vue'

import { Problem } from './http'

export interface Page<T> {
  items: T[]
  next: string | null
  total?: number | null
}

export function usePages<T>(load: (cursor: string | null, signal: AbortSignal) => Promise<Page<T>>) {
  const rows = shallowRef<T[]>([])
  const total = ref<number | null>(null)
  const loading = ref(false)
  const fault = ref<string | null>(null)
  const trail = ref<(string | null)[]>([null])
  const following = ref<string | null>(null)
  let running = new AbortController()

  async function show(path: (string | null)[]): Promise<void> {
    running.abort()
    running = new AbortController()
    const { signal } = running
    loading.value = true
    try {
      const page = await load(path[path.length - 1] ?? null, signal)
      rows.value = page.items
      following.value = page.next
      if (page.total !== undefined) total.value = page.total
      trail.value = path
      fault.value = null
    } catch (error) {
      if (signal.aborted) return
      fault.value = error instanceof Problem ? error.message : String(error)
    } finally {
      if (!signal.aborted) loading.value = false
    }
  }

  onBeforeUnmount(() => running.abort())
  return {
    rows, total, loading, fault, following, trail,
    first: () => show([null]),
    again: () => show(trail.value),
    next: () => (following.value ? show([...trail.value, following.value]) : Promise.resolve()),
    back: () => (trail.value.length > 1 ? show(trail.value.slice(0, -1)) : Promise.resolve()),
  }
}
export type Pages<T> = ReturnType<typeof usePages<T>>
