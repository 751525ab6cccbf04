/** Applications, venues, their doors, and bulk imports, as officers handle them. */
import { http, type Query } from './http'
import type { Page } from './paging'

export interface TextPair { zh: string; en: string }
export interface VenueType { code: string; name: TextPair; needs_credit_code: boolean; is_vehicle: boolean }
export interface VenueClass { code: number; name: TextPair; types: VenueType[] }

export interface VenueRow {
  id: string
  full_name: string
  short_name: string
  class: number
  type: string
  credit_code: string | null
  division_code: string
  division_name: TextPair
  state: string
  doors: number
  issued_at: string
  last_scan_at: string | null
}

export interface Door {
  id: string
  name: string
  direction: 'in' | 'out' | 'both'
  plate: string | null
  route: string | null
  run: string | null
  state: 'open' | 'closed'
  code: string
  code_issued_at: string
  version: number
}

export interface HistoryEvent { at: string; act: string; by: string; reason: string | null }

export interface VenueFacts {
  full_name: string
  short_name: string
  class: number
  type: string
  credit_code: string | null
  division_code: string
  division_name: TextPair
  address: string
  latitude: number | null
  longitude: number | null
  responsible_person: string | null
  responsible_phone: string | null
  department: string | null
}

export interface Venue extends VenueFacts {
  id: string
  state: string
  state_reason: string | null
  demand_test_hours: number | null
  issued_at: string
  last_scan_at: string | null
  doors: Door[]
  managers: number
  guards: number
  history: HistoryEvent[]
  version: number
}

export interface Duplicate extends VenueFacts { id: string; state: string; why: string[] }

export interface ApplicationRow {
  id: string
  full_name: string
  class: number
  type: string
  division_name: TextPair
  state: string
  submitted_at: string
  duplicates: number
}

export interface Application extends VenueFacts {
  id: string
  kind: 'new' | 'amendment'
  state: string
  reason: string | null
  submitted_at: string | null
  doors: Pick<Door, 'name' | 'direction' | 'plate' | 'route' | 'run'>[]
  duplicates: Duplicate[]
  history: HistoryEvent[]
  version: number
}

export interface Import {
  id: string
  file_name: string
  state: 'waiting' | 'checking' | 'checked' | 'applying' | 'applied' | 'failed' | 'discarded'
  fault: string | null
  rows_total: number
  rows_done: number
  rows_good: number
  rows_bad: number
  venues_new: number
  venues_changed: number
  venues_same: number
  doors_new: number
  created_at: string
}
export interface BadRow { row: number; faults: Record<string, string> }

const at = '/api/v1/officers'

export const venues = {
  classes: () => http.get<VenueClass[]>('/api/v1/venue-classes'),
  list: (query: Query, signal: AbortSignal) => http.get<Page<VenueRow>>(`${at}/venues`, query, signal),
  one: (id: string) => http.get<Venue>(`${at}/venues/${id}`),
  change: (id: string, act: 'suspend' | 'resume' | 'revoke', reason: string) => http.post<Venue>(`${at}/venues/${id}/${act}`, { reason }),
  reissue: (door: string, reason: string) => http.post<Door>(`${at}/doors/${door}/reissue`, { reason }),
  applications: (query: Query, signal: AbortSignal) => http.get<Page<ApplicationRow>>(`${at}/applications`, query, signal),
  application: (id: string) => http.get<Application>(`${at}/applications/${id}`),
  decide: (id: string, version: number, decision: 'approve' | 'return' | 'reject', reason?: string) =>
    http.post<Application>(`${at}/applications/${id}/${decision}`, { version, reason }),
}
