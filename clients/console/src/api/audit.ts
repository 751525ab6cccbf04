/** The record of who did what, as auditors read it. */
import { http, type Query } from './http'
import type { Page } from './paging'

export interface AuditEvent {
  id: string
  at: string
  actor: string
  action: string
  subject: string
  reason: string | null
}
export const audit = {
  list: (query: Query, signal: AbortSignal) => http.get<Page<AuditEvent>>('/api/v1/audit-events', query, signal),
}
