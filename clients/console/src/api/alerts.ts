/** Alerts of the officer's divisions, and their live feed. */
import { ApiProblem, followFeed, stopSwitch, type FeedState, type Stop } from '@core'

import { api, readStream, type Answer } from './http'
import { paged } from './paging'

export type Alert = Answer<'/api/v1/officers/alerts/{alert_id}', 'get'>
export interface AlertFilter { state: Alert['state'] | null; kind: Alert['kind'] | null; severity: Alert['severity'] | null; mine: boolean }
export type Happening = Answer<'/api/v1/officers/alerts/{alert_id}/events', 'get'>['items'][number]
export type PastStop = Answer<'/api/v1/officers/alerts/{alert_id}/stops', 'post'>['items'][number]
export type Times = Answer<'/api/v1/officers/alerts/summary', 'get'>['times'][number]
export type Instruction = NonNullable<Alert['instruction']>
export type Disposition = Exclude<NonNullable<Alert['disposition']>, 'handed_over'>

const of = (id: string) => ({ path: { alert_id: Number(id) } })

export const alerts = {
  list: async (filter: AlertFilter, cursor: string | null) => paged(await api.get('/api/v1/officers/alerts', { query: { ...filter, cursor } })),
  summary: () => api.get('/api/v1/officers/alerts/summary'),
  one: (id: string) => api.get('/api/v1/officers/alerts/{alert_id}', of(id)),
  events: (id: string) => api.get('/api/v1/officers/alerts/{alert_id}/events', of(id)),
  colleagues: (id: string) => api.get('/api/v1/officers/alerts/{alert_id}/colleagues', of(id)),
  acknowledge: (id: string, instruction: Instruction) => api.post('/api/v1/officers/alerts/{alert_id}/acknowledge', { ...of(id), body: { instruction } }),
  assign: (id: string, officer_id: number) => api.post('/api/v1/officers/alerts/{alert_id}/assign', { ...of(id), body: { officer_id } }),
  note: (id: string, text: string) => api.post('/api/v1/officers/alerts/{alert_id}/notes', { ...of(id), body: { text } }),
  instruct: (id: string, instruction: Instruction) => api.post('/api/v1/officers/alerts/{alert_id}/instruct', { ...of(id), body: { instruction } }),
  dispose: (id: string, disposition: Disposition) => api.post('/api/v1/officers/alerts/{alert_id}/dispose', { ...of(id), body: { disposition } }),
  handOver: (id: string, division_code: string, note: string) => api.post('/api/v1/officers/alerts/{alert_id}/hand-over', { ...of(id), body: { division_code, note } }),
  close: (id: string) => api.post('/api/v1/officers/alerts/{alert_id}/close', of(id)),
  stops: (id: string, reason: string) => api.post('/api/v1/officers/alerts/{alert_id}/stops', { ...of(id), body: { reason } }),
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
