/** Today's numbers within the officer's scope. */
import { http } from './http'

export interface Overview {
  venues: number | null
  never_scanned: number | null
  applications_waiting: number | null
  alerts_open: number | null
  scans_today: number | null
  stops_today: number | null
  at: string
}
export const overview = { get: () => http.get<Overview>('/api/v1/officers/overview') }
