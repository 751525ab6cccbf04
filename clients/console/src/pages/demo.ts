/** The demonstration's officers; their password is public and exists in demo mode only. */
import type { Role } from '@/api/identity'

export const DEMO_PASSWORD = 'Guangyue-2026'
export const DEMO_OFFICERS: { username: string; role: Role }[] = [
  { username: 'reviewer', role: 'reviewer' },
  { username: 'health', role: 'health_officer' },
  { username: 'admin', role: 'administrator' },
  { username: 'approver', role: 'approver' },
  { username: 'regulator', role: 'regulator' },
  { username: 'auditor', role: 'auditor' },
]
