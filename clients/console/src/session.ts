/** Who is signed in, and what the menu offers them. The server decides each request by itself; this only hides what it would refuse. */
import { reactive } from 'vue'

import { token, whenExpired } from '@/api/http'
import { identity, type Officer, type Role } from '@/api/identity'

export type Task =
  | 'review' | 'venues' | 'venueChange' | 'venueSuspend' | 'venueMeasure' | 'venueImport' | 'posters' | 'alerts' | 'alertHandle' | 'health' | 'proposals' | 'officers'
  | 'recovery' | 'audit' | 'cases' | 'appeals' | 'policies' | 'cards' | 'monitoring'

const TASKS: Record<Task, readonly Role[]> = {
  review: ['reviewer', 'administrator'],
  venues: ['reviewer', 'regulator', 'administrator', 'health_officer', 'approver', 'auditor'],
  venueChange: ['reviewer', 'administrator'],
  venueSuspend: ['reviewer', 'administrator', 'regulator'],
  venueMeasure: ['reviewer', 'regulator', 'health_officer', 'administrator'],
  venueImport: ['reviewer', 'administrator'],
  posters: ['reviewer', 'administrator'],
  cards: ['reviewer', 'health_officer'],
  alerts: ['health_officer', 'approver', 'administrator'],
  alertHandle: ['health_officer', 'approver'],
  health: ['health_officer'],
  proposals: ['health_officer', 'approver'],
  officers: ['administrator'],
  recovery: ['reviewer', 'health_officer', 'administrator'],
  audit: ['auditor'],
  cases: ['health_officer', 'approver'],
  appeals: ['health_officer', 'approver'],
  policies: ['health_officer', 'approver'],
  monitoring: ['health_officer', 'approver', 'regulator', 'reviewer'],
}

export const session = reactive({
  token: token.get(),
  officer: null as Officer | null,
  expired: false,
})

export function may(task: Task): boolean {
  return session.officer !== null && TASKS[task].includes(session.officer.role)
}

/** Keeps a new session. */
export function begin(value: string, officer: Officer): void {
  token.set(value)
  Object.assign(session, { token: value, officer, expired: false })
}

export async function whoami(): Promise<void> {
  session.officer = await identity.me()
}

/** Ends the session on the server, and forgets it here whatever the server says. */
export async function signOut(): Promise<void> {
  await identity.signOut().catch(() => undefined)
  forget()
}

/** Forgets the session here; `expired` makes the sign-in page say why. */
export function forget(expired = false): void {
  token.drop()
  Object.assign(session, { token: null, officer: null, expired })
}

whenExpired(() => forget(true))
