/** Cases, and what is asked about people under them; every question carries its reason. */
import { api, type Answer, type Body } from './http'
import { paged } from './paging'

export type Case = Answer<'/api/v1/cases/{case_id}', 'get'>
export type CaseState = Case['state']
export type NewCase = Body<'/api/v1/cases', 'post'>
export type LookUp = Body<'/api/v1/people/look-ups', 'post'>
export type Found = Answer<'/api/v1/people/look-ups', 'post'>
export type Grant = Answer<'/api/v1/case-grants', 'get'>['items'][number]
export type Contacts = Answer<'/api/v1/traces/{case_id}/contacts', 'post'>
export type Contact = Contacts['items'][number]
export type Thresholds = Contacts['thresholds']
export type Counts = Answer<'/api/v1/traces/{case_id}/counts', 'post'>
export type Meeting = Answer<'/api/v1/traces/{case_id}/meetings', 'post'>['items'][number]
export type SecondDegree = Answer<'/api/v1/traces/{case_id}/second-degree', 'post'>
export type Trajectory = Answer<'/api/v1/traces/{case_id}/trajectory', 'post'>
export type Step = Trajectory['steps'][number]
export type Exposure = Answer<'/api/v1/traces/{case_id}/exposure', 'post'>
export type Shared = Answer<'/api/v1/traces/shared', 'post'>
export type Policy = Answer<'/api/v1/traces/policy', 'get'>
export interface Spot { venue_id: number; venue_name: string; since: string; until: string }

const at = (id: number) => ({ case_id: id })

export const cases = {
  list: async (state: CaseState | null, before: string | null) => paged(await api.get('/api/v1/cases', { query: { state, before: before ? Number(before) : null } })),
  one: (id: number) => api.get('/api/v1/cases/{case_id}', { path: at(id) }),
  find: (wanted: LookUp) => api.post('/api/v1/people/look-ups', { body: wanted }),
  open: (body: NewCase) => api.post('/api/v1/cases', { body }),
  confirm: (id: number) => api.post('/api/v1/cases/{case_id}/confirm', { path: at(id) }),
  setWindow: (id: number, body: Body<'/api/v1/cases/{case_id}/window', 'put'>) => api.put('/api/v1/cases/{case_id}/window', { path: at(id), body }),
  end: (id: number, reason: string) => api.post('/api/v1/cases/{case_id}/end', { path: at(id), body: { reason } }),
  grants: (id: number) => api.get('/api/v1/cases/{case_id}/grants', { path: at(id) }),
  askLeave: (id: number, division_code: string, reason: string) => api.post('/api/v1/cases/{case_id}/grants', { path: at(id), body: { division_code, reason } }),
  waiting: () => api.get('/api/v1/case-grants'),
  decide: (id: number, granted: boolean) => api.post('/api/v1/case-grants/{grant_id}/decision', { path: { grant_id: id }, body: { granted } }),
}

export const traces = {
  policy: () => api.get('/api/v1/traces/policy'),
  contacts: (id: number, reason: string, thresholds: Thresholds | null) => api.post('/api/v1/traces/{case_id}/contacts', { path: at(id), body: { reason, thresholds } }),
  counts: (id: number, thresholds: Thresholds) => api.post('/api/v1/traces/{case_id}/counts', { path: at(id), body: { thresholds } }),
  meetings: (id: number, person_id: number, reason: string) => api.post('/api/v1/traces/{case_id}/meetings', { path: at(id), body: { person_id, reason } }),
  secondDegree: (id: number, reason: string, thresholds: Thresholds | null) => api.post('/api/v1/traces/{case_id}/second-degree', { path: at(id), body: { reason, thresholds } }),
  trajectory: (id: number, reason: string, person_id: number | null) => api.post('/api/v1/traces/{case_id}/trajectory', { path: at(id), body: { reason, person_id } }),
  exposure: (id: number, reason: string, spot: Spot) => api.post('/api/v1/traces/{case_id}/exposure', { path: at(id), body: { reason, venue_id: spot.venue_id, since: spot.since, until: spot.until } }),
  shared: (case_ids: number[], reason: string) => api.post('/api/v1/traces/shared', { body: { case_ids, reason } }),
}
