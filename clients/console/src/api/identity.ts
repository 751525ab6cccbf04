/** Officers: signing in, their own account, and the accounts an administrator looks after. */
import { http, type Query } from './http'
import type { Page } from './paging'

export type Role = 'reviewer' | 'health_officer' | 'approver' | 'regulator' | 'auditor' | 'administrator'
export const ROLES: readonly Role[] = ['reviewer', 'health_officer', 'approver', 'regulator', 'auditor', 'administrator']

/** A code with its name in both languages. */
export interface Named { code: string; zh: string; en: string }

export interface Officer {
  id: number
  user_name: string
  display_name: string
  role: Role
  role_name: Named
  division_code: string
  division_name: Named
  state: 'active' | 'disabled'
  enrolled: boolean
  password_temporary: boolean
  created_at: string
}
export interface SessionRow {
  id: number
  device: string
  channel: string
  created_at: string
  expires_at: string
  current: boolean
}
export interface NewOfficer { user_name: string; display_name: string; role: Role; division_code: string }

/** The password was right; the second factor follows. `enrol_*` at the first sign-in, `demo_code` in demo mode only. */
export interface SecondStep { ticket: string; enrol_secret: string | null; enrol_uri: string | null; demo_code: string | null }

/** Someone without their old phone who asks for help with their account. */
export interface RecoveryRow {
  id: number
  masked_name: string
  document_type: string
  division_code: string
  old_phone: string | null
  new_phone: string | null
  requested_at: string
}

interface NumberedPage<T> { items: T[]; next: number | null }
function paged<T>(page: NumberedPage<T>): Page<T> {
  return { items: page.items, next: page.next === null ? null : String(page.next) }
}

/** What this browser is called in the list of sessions. */
function device(): string {
  const agent = navigator.userAgent
  const browser = [['Edg/', 'Edge'], ['Firefox/', 'Firefox'], ['Chrome/', 'Chrome'], ['Safari/', 'Safari']].find(([mark]) => agent.includes(mark ?? ''))?.[1]
  const system = [['Windows', 'Windows'], ['Mac OS', 'macOS'], ['Android', 'Android'], ['Linux', 'Linux']].find(([mark]) => agent.includes(mark ?? ''))?.[1]
  return [browser ?? 'Browser', system].filter(Boolean).join(' · ')
}

const at = '/api/v1/officers'
export const identity = {
  signIn: (user_name: string, password: string) => http.post<SecondStep>(`${at}/sign-in`, { user_name, password }),
  verify: (ticket: string, code: string) =>
    http.post<{ token: string; officer: Officer }>(`${at}/sign-in/totp`, { ticket, code, device: device() }),
  me: () => http.get<Officer>(`${at}/me`),
  signOut: () => http.post<void>(`${at}/me/sign-out`),
  sessions: async () => (await http.get<{ items: SessionRow[] }>(`${at}/me/sessions`)).items,
  endSession: (id: number) => http.remove<void>(`${at}/me/sessions/${id}`),
  endOtherSessions: () => http.remove<void>(`${at}/me/sessions`),
  changePassword: (present: string, chosen: string) => http.post<void>(`${at}/me/password`, { present, chosen }),
  officers: async (query: Query, after: string | null, signal: AbortSignal) =>
    paged(await http.get<NumberedPage<Officer>>(at, { ...query, after }, signal)),
  addOfficer: (officer: NewOfficer) => http.post<{ officer: Officer; password: string }>(at, officer),
  changeOfficer: (id: number, change: Partial<Pick<Officer, 'display_name' | 'role' | 'division_code' | 'state'>>) =>
    http.patch<Officer>(`${at}/${id}`, change),
  /** Gives a temporary password; the second factor is set up anew. */
  reset: (id: number) => http.post<{ password: string }>(`${at}/${id}/reset`),
  recoveries: async (after: string | null, signal: AbortSignal) =>
    paged(await http.get<NumberedPage<RecoveryRow>>('/api/v1/recoveries', { after }, signal)),
  decideRecovery: (id: number, approve: boolean, reason: string) => http.post<void>(`/api/v1/recoveries/${id}/decision`, { approve, reason }),
}
