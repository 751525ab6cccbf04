/** Applications, venues and their doors, as officers handle them. Names come in the reader's language. */
import { api, type Answer } from './http'
import { paged } from './paging'

export type VenueClass = Answer<'/api/v1/venue-classes', 'get'>['items'][number]
export type ClassNumber = VenueRow['venue_class']
export type VenueRow = Answer<'/api/v1/venues', 'get'>['items'][number]
export type Venue = Answer<'/api/v1/venues/{venue_id}', 'get'>
export type VenueOut = Venue['venue']
export type Door = Venue['doors'][number]
export type Measure = Answer<'/api/v1/venues/{venue_id}/measures', 'get'>['items'][number]
export type HistoryEvent = Venue['history'][number]
export type ReviewRow = Answer<'/api/v1/venue-reviews', 'get'>['items'][number]
export type Review = Answer<'/api/v1/venue-reviews/{application_id}', 'get'>
export type Form = Review['form']
export type DoorFacts = NonNullable<Form['doors']>[number]
export type Duplicate = Review['duplicates'][number]

export interface VenueFilter {
  name: string
  credit_code: string
  venue_class: ClassNumber | null
  type: string | null
  division: string | null
  state: VenueRow['state'] | null
  never_scanned: boolean
}
export interface ReviewFilter {
  state?: 'submitted' | 'returned' | 'approved' | 'rejected'
  venue_class?: ClassNumber | null
  division?: string | null
  waiting_days?: number
  size?: number
}

const door = (venue: string, one: Door) => ({ path: { venue_id: Number(venue), door_id: one.id }, body: { version: one.version } })
const of = (venue: string) => ({ venue_id: Number(venue) })

export const venues = {
  classes: async () => (await api.get('/api/v1/venue-classes')).items,
  search: async (filter: VenueFilter, cursor: string | null) =>
    paged(await api.get('/api/v1/venues', { query: { ...filter, before: cursor ? Number(cursor) : undefined } })),
  one: (id: string) => api.get('/api/v1/venues/{venue_id}', { path: of(id) }),
  setState: (id: string, version: number, act: 'suspend' | 'resume' | 'revoke', reason: string) =>
    api.post(`/api/v1/venues/{venue_id}/${act}`, { path: of(id), body: { version, reason } }),
  measures: async (id: string) => (await api.get('/api/v1/venues/{venue_id}/measures', { path: of(id) })).items,
  /** A reminder or a warning; a suspension is `setState`. Gives all measures of the venue. */
  sendMeasure: async (id: string, kind: 'reminder' | 'warning', reason: string) =>
    (await api.post('/api/v1/venues/{venue_id}/measures', { path: of(id), body: { kind, reason } })).items,
  setDemand: (id: string, version: number, test_hours: number | null, reason: string) =>
    api.put('/api/v1/venues/{venue_id}/demand', { path: of(id), body: { version, test_hours, reason } }),
  reissue: (id: string, one: Door) => api.post('/api/v1/venues/{venue_id}/doors/{door_id}/reissue', door(id, one)),
  closeDoor: (id: string, one: Door) => api.post('/api/v1/venues/{venue_id}/doors/{door_id}/close', door(id, one)),
  reopenDoor: (id: string, one: Door) => api.post('/api/v1/venues/{venue_id}/doors/{door_id}/reopen', door(id, one)),
  /** A share code by which somebody becomes this venue's manager. */
  inviteManager: (id: string) => api.post('/api/v1/venues/{venue_id}/invitations', { path: of(id) }),
  reviews: (filter: ReviewFilter, after: string | null = null) =>
    api.get('/api/v1/venue-reviews', { query: { ...filter, after } }),
  review: (id: string) => api.get('/api/v1/venue-reviews/{application_id}', { path: { application_id: Number(id) } }),
  approve: (id: number, version: number) =>
    api.post('/api/v1/venue-reviews/{application_id}/approve', { path: { application_id: id }, body: { version } }),
  sendBack: (id: number, version: number, how: 'return' | 'reject', reason: string) =>
    api.post(`/api/v1/venue-reviews/{application_id}/${how}`, { path: { application_id: id }, body: { version, reason } }),
}
