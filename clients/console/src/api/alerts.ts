/** Alerts of the officer's divisions, and their live feed. */
import { ApiProblem, followFeed, stopSwitch, type FeedState, type Stop } from '@core'

import { api, readStream, type Answer } from './http'
import { paged } from './paging'

export type Alert = Answer<'/api/v1/officers/alerts/{alert_id}', 'get'>
export interface AlertFilter { state: Alert['state'] | null; kind: Alert['kind'] | null }

const of = (id: string) => ({ path: { alert_id: Number(id) } })

export const alerts = {
  list: async (filter: AlertFilter, cursor: string | null) => paged(await api.get('/api/v1/officers/alerts', { query: { ...filter, cursor } })),
  summary: () => api.get('/api/v1/officers/alerts/summary'),
  one: (id: string) => api.get('/api/v1/officers/alerts/{alert_id}', of(id)),
  acknowledge: (id: string) => api.post('/api/v1/officers/alerts/{alert_id}/acknowledge', of(id)),
  /** Follows the feed until the returned function is called; it reconnects by itself. */
  follow(onAlert: (alert: Alert) => void, onState: (state: FeedState) => void): () => void {
    const stop = stopSwitch()
    void followFeed({
      open: read,
      after: (ms, callback) => { const timer = setTimeout(callback, ms); return () => clearTimeout(timer) },
      wait: rest,
      onEvent: (event) => { if (event.event === 'alert') onAlert(JSON.parse(event.data) as Alert) },
      onState,
      onError: (error) => !(error instanceof ApiProblem) || (error.status !== 401 && error.status !== 403),
    }, stop)
    return () => stop.stop()
  },
}

function read(lastId: string, onChunk: (text: string) => void, stop: Stop): Promise<void> {
  const abort = new AbortController()
  stop.onStop(() => abort.abort())
  return readStream(`/api/v1/officers/alerts/stream?after=${encodeURIComponent(lastId)}`, onChunk, abort.signal)
}

function rest(ms: number, stop: Stop): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    stop.onStop(() => { clearTimeout(timer); resolve() })
  })
}
