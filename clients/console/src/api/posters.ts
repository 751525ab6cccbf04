/** Posters: of one door, of one venue, and of many as a batch. */
import { http } from './http'
import type { Page } from './paging'

export interface PosterBatch {
  id: string
  state: string
  format: string
  kind: string
  total: number
  done: number
  fault: string | null
  created_at: string
}
export interface NewBatch { division: string | null; class: number | null; format: string; kind: string }

/** Whether nothing more happens by itself. */
export function batchIsOver(state: string): boolean {
  return state === 'done' || state === 'failed'
}

const at = '/api/v1/poster-batches'
export const posters = {
  ofDoor: (id: string, format: string) => `/api/v1/doors/${id}/poster.pdf?format=${format}`,
  ofVenue: (id: string) => `/api/v1/venues/${id}/posters.pdf`,
  batches: () => http.get<Page<PosterBatch>>(at),
  begin: (batch: NewBatch) => http.post<PosterBatch>(at, batch),
  zipPath: (id: string) => `${at}/${id}/zip`,
}
