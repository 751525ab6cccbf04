/** One person's health status as a health officer sees and enters it, and sheets of test results. */
import { api, sendFile, type Answer, type Body } from './http'

export type Options = Pick<Answer<'/api/v1/registration/options', 'get'>, 'document_types' | 'nationalities'>
export type LookUp = Body<'/api/v1/health/lookups', 'post'>
export type FoundPerson = Answer<'/api/v1/health/lookups', 'post'>
export type StatusReason = Answer<'/api/v1/health/reasons', 'get'>[number]
export type NewTest = Body<'/api/v1/health/persons/{person_id}/tests', 'post'>
/** Any colour but green needs a listed reason and an end. */
export type NewStatus = Body<'/api/v1/health/persons/{person_id}/status', 'post'>
export type TestImport = Answer<'/api/v1/health/imports', 'post'>

const of = (person: FoundPerson) => ({ person_id: Number(person.person_id) })

export const health = {
  options: () => api.get('/api/v1/registration/options'),
  reasons: () => api.get('/api/v1/health/reasons'),
  find: (wanted: LookUp) => api.post('/api/v1/health/lookups', { body: wanted }),
  addTest: (person: FoundPerson, test: NewTest) => api.post('/api/v1/health/persons/{person_id}/tests', { path: of(person), body: test }),
  setStatus: (person: FoundPerson, status: NewStatus) => api.post('/api/v1/health/persons/{person_id}/status', { path: of(person), body: status }),
  template: '/api/v1/health/imports/template/tests',
  importTests: (file: File) => sendFile<TestImport>('/api/v1/health/imports', file),
}
