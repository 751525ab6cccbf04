/** Officers: signing in, their own account, and the accounts an administrator looks after. */
import { http, type Query } from './http'
import type { Page } from './paging'

export type Role = 'reviewer' | 'health_officer' | 'approver' | 'regulator' | 'auditor' | 'administrator'
export const ROLES: readonly Role[] = ['reviewer', 'health_officer', 'approver', 'regulator', 'auditor', 'administrator']

export interface Officer {
  id: string
  username: string
  display_name: string
  role: Role
  division_code: string
  division_name_zh: string
  division_name_en: string
}
export interface OfficerRow extends Officer {
  enabled: boolean
  totp_enrolled: boolean
  last_sign_in_at: string | null
}
export interface SessionRow {
  id: string
  device: string
  started_at: string
  ends_at: string
  last_seen_at: string | null
  current: boolean
}
export interface NewOfficer { username: string; display_name: string; role: Role; division_code: string }

/** What the server wants next: a code, an enrolment, or nothing. */
export type SignInStep =
  | { step: 'totp'; ticket: string }
  | { step: 'enrol'; ticket: string; secret: string; uri: string }
  | { step: 'done'; token: string }

const at = '/api/v1/officers'
export const identity = {
  signIn: (username: string, password: string) => http.post<SignInStep>(`${at}/sign-in`, { username, password }),
  verify: (ticket: string, code: string) => http.post<SignInStep>(`${at}/sign-in/totp`, { ticket, code }),
  enrol: (ticket: string, code: string) => http.post<SignInStep>(`${at}/sign-in/enrol`, { ticket, code }),
  me: () => http.get<Officer>(`${at}/me`),
  signOut: () => http.post<void>(`${at}/sign-out`),
  sessions: () => http.get<SessionRow[]>(`${at}/me/sessions`),
  endSession: (id: string) => http.remove<void>(`${at}/me/sessions/${id}`),
  changePassword: (old_password: string, new_password: string) => http.post<void>(`${at}/me/password`, { old_password, new_password }),
  officers: (query: Query, signal: AbortSignal) => http.get<Page<OfficerRow>>(at, query, signal),
  addOfficer: (officer: NewOfficer) => http.post<{ temporary_password: string }>(at, officer),
  resetPassword: (id: string) => http.post<{ temporary_password: string }>(`${at}/${id}/reset-password`),
  resetTotp: (id: string) => http.post<void>(`${at}/${id}/reset-totp`),
  setEnabled: (id: string, enabled: boolean) => http.post<void>(`${at}/${id}/${enabled ? 'enable' : 'disable'}`),
}
