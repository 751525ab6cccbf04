/** Alerts of the officer's divisions, and their live feed. */
import { followFeed, stopSwitch, type FeedState } from '@core'

import { http, Problem, type Query } from './http'
import type { Page } from './paging'

export interface TextPair { zh: string; en: string }
export interface Alert {
  id: string
  kind: 'stop' | 'report'
  state: 'open' | 'acknowledged'
  person_name: string | null
  venue_name: string
  door_name: string
  division_code: string
  colour: string
  reason: TextPair
  note: string | null
  count: number
  opened_at: string
  last_at: string
  acknowledged_by: string | null
  acknowledged_at: string | null
}

export const alerts = {
  list: (query: Query, signal: AbortSignal) => http.get<Page<Alert>>('/api/v1/officers/alerts', query, signal),
  one: (id: string) => http.get<Alert>(`/api/v1/officers/alerts/${id}`),
  summary: () => http.get<{ open: number }>('/api/v1/officers/alerts/summary'),
  acknowledge: (id: string) => http.post<Alert>(`/api/v1/officers/alerts/${id}/acknowledge`),
  /** Follows the feed until the returned function is called; it reconnects by itself. */
  follow(onAlert: (alert: Alert) => void, onState: (state: FeedState) => void): () => void {
    const stop = stopSwitch()
    void followFeed({
      open: (lastId, onChunk, stopping) => readStream(lastId, onChunk, stopping),
      wait: (ms, stopping) => new Promise((resolve) => {
        const timer = setTimeout(resolve, ms)
        stopping.onStop(() => { clearTimeout(timer); resolve() })
      }),
      onEvent: (event) => { if (event.event === 'alert') onAlert(JSON.parse(event.data) as Alert) },
      onState,
      onError: (error) => !(error instanceof Problem) || (error.status !== 401 && error.status !== 403),
    }, stop)
    return () => stop.stop()
  },
}

async function readStream(lastId: string, onChunk: (text: string) => void, stopping: { onStop(callback: () => void): void }): Promise<void> {
  const abort = new AbortController()
  stopping.onStop(() => abort.abort())
  const response = await http.stream('/api/v1/officers/alerts/stream', abort.signal, { after: lastId })
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  if (!reader) return
  for (;;) {
    const { value, done } = await reader.read()
    if (done) return
    onChunk(value)
  }
}
