/** Bulk imports of venues: uploaded, checked row by row, then applied. */
import { http } from './http'

export type ImportState = 'waiting' | 'checking' | 'checked' | 'applying' | 'applied' | 'failed' | 'discarded'
export interface VenueImport {
  id: number
  file_name: string
  file_format: 'xlsx' | 'csv'
  state: ImportState
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
  version: number
}
export interface BadRow { row: number; full_name: string | null; faults: { column: string; name: string; text: string }[] }

/** Whether nothing more happens by itself. */
export function importIsOver(state: ImportState): boolean {
  return !['waiting', 'checking', 'applying'].includes(state)
}

const at = '/api/v1/venue-imports'
export const imports = {
  templatePath: `${at}/template`,
  correctionsPath: (id: number) => `${at}/${id}/corrections`,
  list: () => http.get<{ items: VenueImport[] }>(at),
  one: (id: number) => http.get<VenueImport>(`${at}/${id}`),
  badRows: (id: number) => http.get<{ items: BadRow[] }>(`${at}/${id}/bad-rows`),
  apply: (job: VenueImport) => http.post<VenueImport>(`${at}/${job.id}/apply`, { version: job.version }),
  discard: (job: VenueImport) => http.post<void>(`${at}/${job.id}/discard`, { version: job.version }),
  upload: (file: File) => {
    const form = new FormData()
    form.append('file', file)
    return http.post<VenueImport>(at, form)
  },
}
