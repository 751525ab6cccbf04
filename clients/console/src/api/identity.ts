/** Officers: signing in, their own account, and the accounts an administrator looks after. */
import { http } from './http'
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

/** What the server wants next: a code, an enrolment, or nothing. */
export type SignInStep =
  | { step: 'totp'; ticket: string }
  | { step: 'enrol'; ticket: string; secret: string; uri: string }
  | { step: 'done'; token: string }

export const identity = {
  signIn: (username: string, password: string) => http.post<SignInStep>('/api/v1/officers/sign-in', { username, password }),
  verify: (ticket: string, code: string) => http.post<SignInStep>('/api/v1/officers/sign-in/totp', { ticket, code }),
}
export type OfficerPage = Page<Officer>
