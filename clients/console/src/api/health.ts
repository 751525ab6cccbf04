/** One person's health status as a health officer sees and enters it, and sheets of test results. */
import { paged } from './paging'
import { api, sendFile, type Answer, type Body } from './http'

export type Options = Pick<Answer<'/api/v1/registration/options', 'get'>, 'document_types' | 'nationalities'>
export type LookUp = Body<'/api/v1/health/lookups', 'post'>
export type FoundPerson = Answer<'/api/v1/health/lookups', 'post'>
export type PersonFile = Answer<'/api/v1/health/persons/{person_id}/facts', 'post'>
export type Fact = PersonFile['facts'][number]
export type StatusReason = Answer<'/api/v1/health/reasons', 'get'>[number]
export type NewTest = Body<'/api/v1/health/persons/{person_id}/tests', 'post'>
export type NewProposal = Body<'/api/v1/health/proposals', 'post'>
export type Proposal = Answer<'/api/v1/health/proposals', 'get'>['items'][number]
export type TakeBack = Body<'/api/v1/health/withdrawals', 'post'>
export type ProposalWhole = Answer<'/api/v1/health/proposals/{proposal_id}', 'get'>
export type FactImport = Answer<'/api/v1/health/imports/{import_id}', 'get'>
export type FactKind = FactImport['kind']
export type RefusedRow = Answer<'/api/v1/health/imports/{import_id}/bad-rows', 'get'>['items'][number]

const of = (person: FoundPerson) => ({ person_id: Number(person.person_id) })

export const health = {
  options: () => api.get('/api/v1/registration/options'),
  reasons: () => api.get('/api/v1/health/reasons'),
  find: (wanted: LookUp) => api.post('/api/v1/health/lookups', { body: wanted }),
  addTest: (person: FoundPerson, test: NewTest) => api.post('/api/v1/health/persons/{person_id}/tests', { path: of(person), body: test }),
  file: (person: FoundPerson, reason: string) => api.post('/api/v1/health/persons/{person_id}/facts', { path: of(person), body: { reason } }),
  withdraw: (person: FoundPerson, fact: Fact, why: string) => api.post('/api/v1/health/persons/{person_id}/facts/{fact_id}/withdrawal', { path: { ...of(person), fact_id: Number(fact.id) }, body: { why, evidence: '' } }),
  takeBack: (what: TakeBack) => api.post('/api/v1/health/withdrawals', { body: what }),
  propose: (person: FoundPerson, order: Omit<NewProposal, 'person_ids'>) => api.post('/api/v1/health/proposals', { body: { ...order, person_ids: [of(person).person_id] } }),
  proposals: async (cursor: string | null) => paged(await api.get('/api/v1/health/proposals', { query: { before: cursor === null ? undefined : Number(cursor) } })),
  /** With whom it is about; the look is on record. */
  proposal: (proposal: Proposal) => api.get('/api/v1/health/proposals/{proposal_id}', { path: { proposal_id: Number(proposal.id) } }),
  decide: (proposal: Proposal, approve: boolean, note: string) => api.post('/api/v1/health/proposals/{proposal_id}/decision', { path: { proposal_id: Number(proposal.id) }, body: { approve, note } }),
  template: (kind: FactKind) => `/api/v1/health/imports/template/${kind}`,
  corrections: (job: FactImport) => `/api/v1/health/imports/${job.id}/corrections?format=${job.file_format}`,
  importFacts: (file: File, kind: FactKind, case_reference: string) => sendFile<FactImport>('/api/v1/health/imports', file, { kind, case_reference }),
  factImport: (import_id: number) => api.get('/api/v1/health/imports/{import_id}', { path: { import_id } }),
  refusedRows: async (import_id: number) => (await api.get('/api/v1/health/imports/{import_id}/bad-rows', { path: { import_id } })).items,
}
