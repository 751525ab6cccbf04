/** Systems of other bodies and their keys. */
import { api, type Answer, type Body } from './http'
import { paged } from './paging'

export type System = Answer<'/api/v1/systems', 'get'>['items'][number]
export type SystemKey = System['keys'][number]
export type NewSystem = Body<'/api/v1/systems', 'post'>
export type SystemChange = Body<'/api/v1/systems/{system_id}', 'patch'>
export type SystemOptions = Answer<'/api/v1/systems/options', 'get'>

const at = (system_id: number) => ({ path: { system_id } })

export const systems = {
  options: () => api.get('/api/v1/systems/options'),
  list: async (cursor: string | null) => paged(await api.get('/api/v1/systems', { query: { after: Number(cursor ?? 0) } })),
  register: (system: NewSystem) => api.post('/api/v1/systems', { body: system }),
  change: (id: number, body: SystemChange) => api.patch('/api/v1/systems/{system_id}', { ...at(id), body }),
  rotate: (id: number, overlap_hours: number) => api.post('/api/v1/systems/{system_id}/keys', { ...at(id), body: { overlap_hours } }),
  revoke: (system_id: number, key_id: number) => api.delete('/api/v1/systems/{system_id}/keys/{key_id}', { path: { system_id, key_id } }),
}

const LOOKS: readonly string[] = ['health:query', 'code:request', 'code:verify']
/** Whether a system may look at people at all: the day's limit counts nothing else. */
export const mayLook = (grants: readonly string[]): boolean => grants.some((grant) => LOOKS.includes(grant))
