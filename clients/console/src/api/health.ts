/** One person's health status as a health officer sees and enters it. */
import { http } from './http'

export type DocumentType = 'resident_id' | 'hk_macao_permit' | 'taiwan_permit' | 'foreign_permanent_resident' | 'passport'
export interface FoundPerson {
  person_id: string
  masked_name: string
  colour: string
  reason: { zh: string; en: string } | null
  since: string | null
  until: string | null
  test_at: string | null
  test_result: 'negative' | 'positive' | null
  vaccinated_doses: number
  updated_at: string | null
}
export interface StatusReason { code: string; title: { zh: string; en: string }; colour: string }
export interface NewTest { result: 'negative' | 'positive'; sampled_at: string; institution: string }
export interface NewStatus { colour: string; reason: string; until: string | null; evidence: string }

const at = '/api/v1/health'
export const health = {
  reasons: () => http.get<StatusReason[]>(`${at}/reasons`),
  find: (document: { document_type: DocumentType; document_number: string; reason: string }) => http.post<FoundPerson>(`${at}/lookups`, document),
  addTest: (person: string, test: NewTest) => http.post<FoundPerson>(`${at}/persons/${person}/tests`, test),
  setStatus: (person: string, status: NewStatus) => http.post<FoundPerson>(`${at}/persons/${person}/status`, status),
}
