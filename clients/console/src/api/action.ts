/** From contacts to action: the follow-up list, orders in bulk, notices to those exposed, files. */
import { api, saveFile, type Answer, type Body } from './http'
import { paged } from './paging'
import type { Spot, Thresholds } from './tracing'

export type FollowUp = Answer<'/api/v1/follow-ups', 'get'>['items'][number]
export type FollowUpWhole = Answer<'/api/v1/follow-ups/{case_id}/{person_id}/opened', 'post'>
export type Progress = Answer<'/api/v1/cases/{case_id}/follow-ups', 'get'>['items'][number]
export type Taken = Answer<'/api/v1/traces/{case_id}/follow-ups', 'post'>
export type Take = Body<'/api/v1/traces/{case_id}/follow-ups', 'post'>
export type FollowedClass = Take['classes'][number]
export type Mark = NonNullable<Body<'/api/v1/follow-ups/{case_id}/{person_id}/steps', 'post'>['mark']>
export type NewOrders = Body<'/api/v1/follow-ups/orders', 'post'>
export type Notice = Answer<'/api/v1/cases/{case_id}/notices', 'get'>['items'][number]
export type NewNotice = Body<'/api/v1/traces/{case_id}/notices', 'post'>
export type Preview = Answer<'/api/v1/traces/{case_id}/notices/preview', 'post'>
export type SheetForm = 'xlsx' | 'csv'

const at = (id: number) => ({ case_id: id })
const of = (one: { case_id: number; person_id: number }) => ({ case_id: one.case_id, person_id: one.person_id })

export const followUps = {
  take: (id: number, body: Take) => api.post('/api/v1/traces/{case_id}/follow-ups', { path: at(id), body }),
  progress: async (id: number) => (await api.get('/api/v1/cases/{case_id}/follow-ups', { path: at(id) })).items,
  list: async (case_id: number | null, open: boolean | null, after: string | null) =>
    paged(await api.get('/api/v1/follow-ups', { query: { case_id, open, after: after ? Number(after) : 0, limit: 100 } })),
  open: (one: FollowUp) => api.post('/api/v1/follow-ups/{case_id}/{person_id}/opened', { path: of(one) }),
  note: (one: FollowUp, mark: Mark | null, note: string) =>
    api.post('/api/v1/follow-ups/{case_id}/{person_id}/steps', { path: of(one), body: { version: one.version, mark, note } }),
  assign: (body: Body<'/api/v1/follow-ups/assignments', 'post'>) => api.post('/api/v1/follow-ups/assignments', { body }),
  order: (body: NewOrders) => api.post('/api/v1/follow-ups/orders', { body }),
  sheet: (case_id: number, number: string, reason: string, form: SheetForm) => saveFile(`/api/v1/follow-ups/sheet?format=${form}`, `follow-up-${number}.${form}`, { case_id, reason }),
}

export const notices = {
  preview: (id: number, body: NewNotice) => api.post('/api/v1/traces/{case_id}/notices/preview', { path: at(id), body }),
  send: (id: number, body: NewNotice) => api.post('/api/v1/traces/{case_id}/notices', { path: at(id), body }),
  list: async (id: number) => (await api.get('/api/v1/cases/{case_id}/notices', { path: at(id) })).items,
  waiting: async () => (await api.get('/api/v1/notices/waiting')).items,
  decide: (id: number, approve: boolean) => api.post('/api/v1/notices/{notice_id}/decision', { path: { notice_id: id }, body: { approve } }),
}

interface Of { id: number; number: string }
export const files = {
  contacts: (one: Of, reason: string, thresholds: Thresholds | null, form: SheetForm) => saveFile(`/api/v1/traces/${one.id}/contacts/sheet?format=${form}`, `contacts-${one.number}.${form}`, { reason, thresholds }),
  godata: (one: Of, reason: string, thresholds: Thresholds | null) => saveFile(`/api/v1/traces/${one.id}/contacts/godata`, `godata-contacts-${one.number}.json`, { reason, thresholds }),
  second: (one: Of, reason: string, thresholds: Thresholds | null, form: SheetForm) => saveFile(`/api/v1/traces/${one.id}/second-degree/sheet?format=${form}`, `second-degree-${one.number}.${form}`, { reason, thresholds }),
  trajectory: (one: Of, reason: string, person_id: number, form: SheetForm) => saveFile(`/api/v1/traces/${one.id}/trajectory/sheet?format=${form}`, `trajectory-${one.number}.${form}`, { reason, person_id }),
  report: (one: Of, reason: string, person_id: number) => saveFile(`/api/v1/traces/${one.id}/trajectory/report`, `trajectory-${one.number}.pdf`, { reason, person_id }),
  exposure: (one: Of, reason: string, spot: Spot, form: SheetForm) => saveFile(`/api/v1/traces/${one.id}/exposure/sheet?format=${form}`, `exposure-${one.number}.${form}`, { reason, venue_id: spot.venue_id, since: spot.since, until: spot.until }),
  graph: (case_ids: number[], reason: string, form: SheetForm) => saveFile(`/api/v1/traces/shared/sheet?format=${form}`, `transmission.${form}`, { case_ids, reason }),
  pictureMark: async (case_ids: number[], reason: string) => (await api.post('/api/v1/traces/shared/picture', { body: { case_ids, reason } })).mark,
}
