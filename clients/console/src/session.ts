/** Who is signed in, and what the menu offers them. The server decides each request by itself; this only hides what it would refuse. */
import { reactive } from 'vue'

import { http, token, whenExpired } from '@/api/http'

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

export type Task =
  | 'review' | 'venues' | 'venueChange' | 'venueImport' | 'posters' | 'alerts' | 'alertHandle' | 'health' | 'officers' | 'audit'

const TASKS: Record<Task, readonly Role[]> = {
  review: ['reviewer', 'administrator'],
  venues: ['reviewer', 'regulator', 'administrator', 'health_officer', 'approver', 'auditor'],
  venueChange: ['reviewer', 'administrator'],
  venueImport: ['reviewer', 'administrator'],
  posters: ['reviewer', 'administrator'],
  alerts: ['health_officer', 'approver', 'administrator'],
  alertHandle: ['health_officer', 'approver'],
  health: ['health_officer', 'approver'],
  officers: ['administrator'],
  audit: ['auditor', 'administrator'],
}

export const session = reactive({
  token: token.get(),
  officer: null as Officer | null,
  expired: false,
})

export function may(task: Task): boolean {
  return session.officer !== null && TASKS[task].includes(session.officer.role)
}

/** Keeps a new session's token and learns whose it is. */
export async function begin(value: string): Promise<void> {
  token.set(value)
  session.token = value
  session.expired = false
  await whoami()
}

export async function whoami(): Promise<void> {
  session.officer = await http.get<Officer>('/api/v1/officers/me')
}

/** Forgets the session here; `expired` makes the sign-in page say why. */
export function forget(expired = false): void {
  token.drop()
  session.token = null
  session.officer = null
  session.expired = expired
}

whenExpired(() => forget(true))
