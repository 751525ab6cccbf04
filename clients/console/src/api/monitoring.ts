/** Counts of scans for the dashboards: never who came. */
import { api, saveFile, type Answer } from './http'

export type Scans = Answer<'/api/v1/monitoring/scans', 'get'>
export type Counts = Scans['total']
export type Comparison = Scans['comparison']
export type Active = Answer<'/api/v1/monitoring/active-venues', 'get'>
export type Areas = Answer<'/api/v1/monitoring/areas', 'get'>
export type Area = Areas['items'][number]
export type Breakdown = Answer<'/api/v1/monitoring/breakdown', 'get'>
export type VenueRow = Answer<'/api/v1/monitoring/venues', 'get'>['items'][number]
export type OddDoors = Answer<'/api/v1/monitoring/odd-doors', 'get'>
export type OddDoor = OddDoors['items'][number]
export type AlertTimes = Answer<'/api/v1/monitoring/alerts', 'get'>
export type Loop = Answer<'/api/v1/monitoring/loop', 'get'>
export type VenueCounts = Answer<'/api/v1/monitoring/venues/{venue_id}', 'get'>
export type Bucket = 'hour' | 'day'
export type Facet = 'class' | 'type' | 'department'
export type Which = 'never_scanned' | 'quiet' | 'busiest' | 'most_stops'
export type Sheet = 'scans' | 'active-venues' | 'areas' | 'breakdown' | 'venues' | 'odd-doors' | 'alerts' | 'loop' | 'doors' | 'guards'

/** What a dashboard looks at; the server fills in what is left open. */
export interface Look {
  division?: string | null
  venue_class?: 1 | 2 | 3 | 4 | 5 | 6 | null
  type?: string | null
  department?: string | null
  since: string
  until: string
}

export const monitoring = {
  scans: (look: Look, by: Bucket) => api.get('/api/v1/monitoring/scans', { query: { ...look, by } }),
  active: (look: Look) => api.get('/api/v1/monitoring/active-venues', { query: { ...look } }),
  areas: (look: Look) => api.get('/api/v1/monitoring/areas', { query: { ...look } }),
  breakdown: (look: Look, by: Facet) => api.get('/api/v1/monitoring/breakdown', { query: { ...look, by } }),
  venues: (look: Look, which: Which, offset: number, size = 20) => api.get('/api/v1/monitoring/venues', { query: { ...look, which, offset, size } }),
  oddDoors: (look: Look, offset: number, size = 20) => api.get('/api/v1/monitoring/odd-doors', { query: { ...look, offset, size } }),
  alerts: (look: Look) => api.get('/api/v1/monitoring/alerts', { query: { ...look } }),
  loop: (look: Look) => api.get('/api/v1/monitoring/loop', { query: { ...look } }),
  venue: (id: number, look: Pick<Look, 'since' | 'until'>, by: Bucket) =>
    api.get('/api/v1/monitoring/venues/{venue_id}', { path: { venue_id: id }, query: { ...look, by } }),
  sheet: (table: Sheet, look: Look, how: Record<string, string>, format: 'xlsx' | 'csv') => {
    const query = new URLSearchParams({ ...how, format })
    for (const [name, value] of Object.entries(look)) if (value != null) query.set(name, String(value))
    return saveFile(`/api/v1/monitoring/sheets/${table}?${query}`, `${table}-${look.since}-${look.until}.${format}`)
  },
}
