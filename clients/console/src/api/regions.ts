/** Administrative divisions: children of one, and finding by part of a name. */
import { api, type Answer } from './http'

export type Division = Answer<'/api/v1/divisions/{code}', 'get'>

export const regions = {
  children: (parent: string) => api.get('/api/v1/divisions', { query: { parent } }),
  find: async (q: string, within: string) => (await api.get('/api/v1/divisions', { query: { q, within } })).items,
  one: (code: string) => api.get('/api/v1/divisions/{code}', { path: { code } }),
}
