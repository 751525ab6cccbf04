/** Bulk imports of venues: uploaded, checked row by row, then applied. */
import { http } from './http'
import type { Page } from './paging'

export type ImportState = 'waiting' | 'checking' | 'checked' | 'applying' | 'applied' | 'failed' | 'discarded'
export interface VenueImport {
  id: string
  file_name: string
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
}
export interface BadRow { row: number; faults: { column: string; text: string }[] }

/** Whether nothing more happens by itself. */
export function importIsOver(state: ImportState): boolean {
  return !['waiting', 'checking', 'applying'].includes(state)
}

const at = '/api/v1/venue-imports'
export const imports = {
  templatePath: `${at}/template`,
  correctionsPath: (id: string) => `${at}/${id}/corrections`,
  list: () => http.get<Page<VenueImport>>(at),
  one: (id: string) => http.get<VenueImport>(`${at}/${id}`),
  badRows: (id: string) => http.get<Page<BadRow>>(`${at}/${id}/bad-rows`),
  apply: (id: string) => http.post<VenueImport>(`${at}/${id}/apply`),
  upload: (file: File) => {
    const form = new FormData()
    form.append('file', file)
    return http.post<VenueImport>(at, form)
  },
}
