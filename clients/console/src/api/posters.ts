/** Posters: of one door, of one venue, and of many as a batch. */
import { api, type Answer, type Body } from './http'

export type PosterBatch = Answer<'/api/v1/poster-batches/{batch_id}', 'get'>
export type Layout = NonNullable<PosterBatch['layout']>
/** Without a layout, vehicles get the vehicle sticker and other doors A4. */
export type NewBatch = Body<'/api/v1/poster-batches', 'post'>

/** Whether nothing more happens by itself. */
export function batchIsOver(batch: PosterBatch): boolean {
  return batch.state === 'done' || batch.state === 'failed'
}

export const posters = {
  ofDoor: (id: number, layout: Layout) => `/api/v1/doors/${id}/poster.pdf?layout=${layout}`,
  ofVenue: (id: string) => `/api/v1/venues/${id}/posters.pdf`,
  batches: async () => (await api.get('/api/v1/poster-batches')).items,
  begin: (batch: NewBatch) => api.post('/api/v1/poster-batches', { body: batch }),
  zip: (id: number) => `/api/v1/poster-batches/${id}/posters.zip`,
}
