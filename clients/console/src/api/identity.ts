/** Officers: signing in, their own account, and the accounts an administrator looks after. */
import { api, type Answer, type Body } from './http'
import { paged } from './paging'

export type Officer = Answer<'/api/v1/officers/me', 'get'>
export type Role = Officer['role']
export type SessionRow = Answer<'/api/v1/officers/me/sessions', 'get'>['items'][number]
/** The password was right; the second factor follows. `enrol_*` at the first sign-in, `demo_code` in demo mode only. */
export type SecondStep = Answer<'/api/v1/officers/sign-in', 'post'>
/** Someone without their old phone who asks for help with their account. */
export type RecoveryRow = Answer<'/api/v1/recoveries', 'get'>['items'][number]
export type NewOfficer = Body<'/api/v1/officers', 'post'>

export const ROLES: readonly Role[] = ['reviewer', 'health_officer', 'approver', 'regulator', 'auditor', 'administrator']

/** What this browser is called in the list of sessions. */
function device(): string {
  const first = (marks: [string, string][]): string | undefined => marks.find(([mark]) => navigator.userAgent.includes(mark))?.[1]
  const browser = first([['Edg/', 'Edge'], ['Firefox/', 'Firefox'], ['Chrome/', 'Chrome'], ['Safari/', 'Safari']])
  const system = first([['Windows', 'Windows'], ['Mac OS', 'macOS'], ['Android', 'Android'], ['Linux', 'Linux']])
  return [browser ?? 'Browser', system].filter(Boolean).join(' · ')
}

export const identity = {
  signIn: (user_name: string, password: string) => api.post('/api/v1/officers/sign-in', { body: { user_name, password } }),
  verify: (ticket: string, code: string) => api.post('/api/v1/officers/sign-in/totp', { body: { ticket, code, device: device() } }),
  me: () => api.get('/api/v1/officers/me'),
  signOut: () => api.post('/api/v1/officers/me/sign-out'),
  sessions: async () => (await api.get('/api/v1/officers/me/sessions')).items,
  endSession: (session_id: number) => api.delete('/api/v1/officers/me/sessions/{session_id}', { path: { session_id } }),
  endOtherSessions: () => api.delete('/api/v1/officers/me/sessions'),
  changePassword: (present: string, chosen: string) => api.post('/api/v1/officers/me/password', { body: { present, chosen } }),
  officers: async (filter: { q: string; role: Role | null; state: Officer['state'] | null }, cursor: string | null) =>
    paged(await api.get('/api/v1/officers', { query: { ...filter, after: Number(cursor ?? 0) } })),
  addOfficer: (officer: NewOfficer) => api.post('/api/v1/officers', { body: officer }),
  setState: (officer_id: number, state: Officer['state']) => api.patch('/api/v1/officers/{officer_id}', { path: { officer_id }, body: { state } }),
  /** Gives a temporary password; the second factor is set up anew. */
  reset: (officer_id: number) => api.post('/api/v1/officers/{officer_id}/reset', { path: { officer_id } }),
  recoveries: async (cursor: string | null) => paged(await api.get('/api/v1/recoveries', { query: { after: Number(cursor ?? 0) } })),
  decideRecovery: (request_id: number, approve: boolean, reason: string) =>
    api.post('/api/v1/recoveries/{request_id}/decision', { path: { request_id }, body: { approve, reason } }),
}
