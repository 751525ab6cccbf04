/** One person's health status as a health officer sees and enters it, and sheets of test results. */
import { http } from './http'
import type { Named } from './identity'

/** Names of document types are the server's, so that lists and forms agree. */
export interface Options { document_types: Named[]; nationalities: Named[] }
export interface LookUp { document_type: string; document_number: string; nationality: string | null; reason: string }
export interface FoundPerson {
  person_id: string
  masked_name: string
  division_code: string
  colour: string
  reason: { zh: string; en: string } | null
  since: string | null
  until: string | null
  test_at: string | null
  test_result: 'negative' | 'positive' | null
  vaccinated_doses: number
  vaccinated_on: string | null
  updated_at: string | null
}
export interface StatusReason { code: string; title: { zh: string; en: string }; colour: string }
export interface NewTest { result: 'negative' | 'positive'; sampled_at: string; institution: string }
/** Any colour but green needs a listed reason and an end. */
export interface NewStatus { colour: string; reason: string | null; until: string | null; evidence: string }
export interface TestImport {
  file_name: string
  rows_total: number
  rows_good: number
  rows_bad: number
  bad_rows: { row: number; faults: { column: string; text: string }[] }[]
}

const at = '/api/v1/health'
export const health = {
  options: () => http.get<Options>('/api/v1/registration/options'),
  reasons: () => http.get<StatusReason[]>(`${at}/reasons`),
  find: (wanted: LookUp) => http.post<FoundPerson>(`${at}/lookups`, wanted),
  addTest: (person: string, test: NewTest) => http.post<FoundPerson>(`${at}/persons/${person}/tests`, test),
  setStatus: (person: string, status: NewStatus) => http.post<FoundPerson>(`${at}/persons/${person}/status`, status),
  templatePath: `${at}/imports/template/tests`,
  importTests: (file: File) => {
    const form = new FormData()
    form.append('file', file)
    return http.post<TestImport>(`${at}/imports`, form)
  },
}
