/** The record of who did what, as auditors read it. */
import { http, type Query } from './http'
import type { Page } from './paging'

export interface AuditEvent {
  id: number
  at: string
  actor_kind: string
  actor_id: number | null
  action: string
  subject_kind: string | null
  subject_id: number | null
  division_code: string | null
  reason: string | null
  look: boolean
  details: Record<string, unknown>
}
export const audit = {
  events: async (query: Query, before: string | null, signal: AbortSignal): Promise<Page<AuditEvent>> => {
    const page = await http.get<{ items: AuditEvent[]; next: number | null }>('/api/v1/audit/events', { ...query, before }, signal)
    return { items: page.items, next: page.next === null ? null : String(page.next) }
  },
}
