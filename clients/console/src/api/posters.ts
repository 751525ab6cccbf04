/** Posters: of one door, of one venue, and of many as a batch. */
import { http } from './http'
import type { Page } from './paging'

export type Layout = 'a4' | 'a5' | 'vehicle'
export interface PosterBatch {
  id: number
  division_code: string
  layout: Layout | null
  state: 'queued' | 'running' | 'done' | 'failed'
  venues: number
  posters_total: number
  posters_done: number
  size_bytes: number | null
  requested_at: string
  started_at: string | null
  finished_at: string | null
  expires_at: string
}
/** Without a layout, vehicles get the vehicle sticker and other doors A4. */
export interface NewBatch { division_code: string | null; venue_class: number | null; layout: Layout | null }

/** Whether nothing more happens by itself. */
export function batchIsOver(batch: PosterBatch): boolean {
  return batch.state === 'done' || batch.state === 'failed'
}

const at = '/api/v1/poster-batches'
export const posters = {
  doorPath: (id: number) => `/api/v1/doors/${id}/poster.pdf`,
  venuePath: (id: string) => `/api/v1/venues/${id}/posters.pdf`,
  batches: () => http.get<Page<PosterBatch>>(at),
  begin: (batch: NewBatch) => http.post<PosterBatch>(at, batch),
  zipPath: (id: number) => `${at}/${id}/posters.zip`,
}
