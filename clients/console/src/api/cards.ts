/** Paper cards of residents: who needs one, and batches of sheets. */
import { api, type Answer, type Body } from './http'

export type CardBatch = Answer<'/api/v1/card-batches/{card_batch_id}', 'get'>
export type Residents = Answer<'/api/v1/card-residents', 'post'>
export type Resident = Residents['items'][number]
export type Selection = Body<'/api/v1/card-residents', 'post'>
export type NewCardBatch = Body<'/api/v1/card-batches', 'post'>
export type AgeGroup = 'under_18' | 'from_60'

/** Whether nothing more happens by itself. */
export const cardsAreOver = (batch: CardBatch): boolean => batch.state === 'done' || batch.state === 'failed'

export const cards = {
  residents: (selection: Selection) => api.post('/api/v1/card-residents', { body: selection }),
  begin: (batch: NewCardBatch) => api.post('/api/v1/card-batches', { body: batch }),
  batches: async () => (await api.get('/api/v1/card-batches')).items,
  file: (id: number) => `/api/v1/card-batches/${id}/cards`,
  revoke: (person_id: number, reason: string) => api.post('/api/v1/people/{person_id}/card/revoke', { path: { person_id }, body: { reason } }),
}
