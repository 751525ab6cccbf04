/** Administrative divisions: children of one, and finding by part of a name. */
import { http } from './http'

export interface DivisionName { code: string; name_zh: string; name_en: string; level: string }
export interface Division extends DivisionName { has_children: boolean; path: DivisionName[] }
interface DivisionList { parent: Division | null; items: Division[] }

export const regions = {
  children: (parent: string) => http.get<DivisionList>('/api/v1/divisions', { parent }),
  find: async (q: string, within: string) => (await http.get<DivisionList>('/api/v1/divisions', { q, within })).items,
  one: (code: string) => http.get<Division>(`/api/v1/divisions/${code}`),
}
