/** Appeals against reasons of a colour, as the deciding officers see them. */
import { api, pictureAddress, type Answer } from './http'

export type Appeal = Answer<'/api/v1/health/appeals', 'get'>['items'][number]
export type WholeAppeal = Answer<'/api/v1/health/appeals/{appeal_id}', 'get'>

const of = (appeal: Appeal) => ({ appeal_id: Number(appeal.id) })

export const appeals = {
  /** One list, most urgent first; the server does not page it. */
  list: async (decided: boolean) => ({ items: (await api.get('/api/v1/health/appeals', { query: { decided } })).items, next: null }),
  read: (appeal: Appeal) => api.get('/api/v1/health/appeals/{appeal_id}', { path: of(appeal) }),
  photo: (appeal: Appeal) => pictureAddress(api.url('/api/v1/health/appeals/{appeal_id}/photo', of(appeal))),
  decide: (appeal: Appeal, uphold: boolean, answer: string) => api.post('/api/v1/health/appeals/{appeal_id}/decision', { path: of(appeal), body: { uphold, answer } }),
}
