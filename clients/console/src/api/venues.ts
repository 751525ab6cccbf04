/** Applications, venues and their doors, as officers handle them. Names come in the reader's language. */
import { http, type Query } from './http'
import type { Page } from './paging'

export interface VenueType { code: string; name_zh: string; name_en: string; needs_credit_code: boolean; is_vehicle: boolean }
export interface VenueClass { number: number; name_zh: string; name_en: string; reviewed: boolean; types: VenueType[] }

export interface VenueRow {
  id: number
  full_name: string
  short_name: string
  venue_class: number
  type: string
  credit_code: string | null
  division_code: string
  division_name: string
  address: string
  state: 'active' | 'suspended' | 'revoked'
  issued_at: string
  last_scan_at: string | null
}

export interface DoorFacts {
  name: string | null
  direction: string | null
  plate: string | null
  route: string | null
  run: string | null
}
export interface Door extends DoorFacts {
  id: number
  name: string
  state: 'open' | 'closed'
  closed_at: string | null
  code_shown: string
  code_issued_at: string
  version: number
}

/** `by`: citizen, officer or system. */
export interface HistoryEvent { at: string; act: string; by: string; reason: string | null; door_id: number | null }

export interface VenueFacts {
  full_name: string | null
  short_name: string | null
  venue_class: number | null
  type: string | null
  credit_code: string | null
  division_code: string | null
  address: string | null
  latitude: number | null
  longitude: number | null
  responsible_person: string | null
  responsible_phone: string | null
  department: string | null
}

export interface VenueOut extends VenueFacts {
  id: number
  full_name: string
  short_name: string
  venue_class: number
  type: string
  division_name: string
  state: 'active' | 'suspended' | 'revoked'
  state_reason: string | null
  demand_test_hours: number | null
  issued_at: string
  last_scan_at: string | null
  version: number
}
export interface Venue { venue: VenueOut; doors: Door[]; history: HistoryEvent[]; managers: number; guards: number }

export interface Duplicate {
  venue_id: number | null
  application_id: number | null
  full_name: string
  division_name: string
  address: string | null
  state: string
  same_credit_code: boolean
  same_name: boolean
}

export interface ReviewRow {
  id: number
  kind: 'new' | 'amendment'
  full_name: string
  venue_class: number
  division_code: string
  division_name: string
  submitted_at: string
}
export interface ReviewPage extends Page<ReviewRow> { waiting: number }

export interface Review {
  id: number
  kind: 'new' | 'amendment'
  state: 'draft' | 'submitted' | 'returned' | 'rejected' | 'approved'
  full_name: string | null
  venue_id: number | null
  reason: string | null
  submitted_at: string | null
  form: VenueFacts & { doors: DoorFacts[] }
  duplicates: Duplicate[]
  history: HistoryEvent[]
  version: number
  filed: (VenueFacts & { division_name: string }) | null
}

const at = '/api/v1'
export const venues = {
  classes: async () => (await http.get<{ items: VenueClass[] }>(`${at}/venue-classes`)).items,
  search: async (query: Query, before: string | null, signal: AbortSignal): Promise<Page<VenueRow>> => {
    const page = await http.get<{ items: VenueRow[]; next: number | null }>(`${at}/venues`, { ...query, before }, signal)
    return { items: page.items, next: page.next === null ? null : String(page.next) }
  },
  one: (id: string) => http.get<Venue>(`${at}/venues/${id}`),
  setState: (id: string, version: number, act: 'suspend' | 'resume' | 'revoke', reason: string) =>
    http.post<VenueOut>(`${at}/venues/${id}/${act}`, { version, reason }),
  setDemand: (id: string, version: number, test_hours: number | null, reason: string) =>
    http.put<VenueOut>(`${at}/venues/${id}/demand`, { version, test_hours, reason }),
  reissue: (id: string, door: Door) => http.post<Door>(`${at}/venues/${id}/doors/${door.id}/reissue`, { version: door.version }),
  closeDoor: (id: string, door: Door) => http.post<Door>(`${at}/venues/${id}/doors/${door.id}/close`, { version: door.version }),
  reopenDoor: (id: string, door: Door) => http.post<Door>(`${at}/venues/${id}/doors/${door.id}/reopen`, { version: door.version }),
  /** A share code by which somebody becomes this venue's manager. */
  inviteManager: (id: string) => http.post<{ code: string; expires_at: string }>(`${at}/venues/${id}/invitations`),
  reviews: (query: Query, after: string | null, signal?: AbortSignal) => http.get<ReviewPage>(`${at}/venue-reviews`, { ...query, after }, signal),
  review: (id: string) => http.get<Review>(`${at}/venue-reviews/${id}`),
  approve: (id: number, version: number) => http.post<Review>(`${at}/venue-reviews/${id}/approve`, { version }),
  sendBack: (id: number, version: number, how: 'return' | 'reject', reason: string) =>
    http.post<Review>(`${at}/venue-reviews/${id}/${how}`, { version, reason }),
}
