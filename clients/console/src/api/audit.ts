/** The record of who did what, as auditors read it. */
import { api, type Answer } from './http'
import { paged } from './paging'

export type AuditEvent = Answer<'/api/v1/audit/events', 'get'>['items'][number]
export interface AuditFilter { actor_kind: 'officer' | 'citizen' | 'system' | null; actor_id: number | null; action: string | null }

export const audit = {
  events: async (filter: AuditFilter, cursor: string | null) =>
    paged(await api.get('/api/v1/audit/events', { query: { ...filter, before: cursor ? Number(cursor) : null } })),
}

export type TraceWarning = Answer<'/api/v1/audit/trace-warnings', 'get'>['items'][number]

/** Odd uses of tracing that an auditor of the division has to look into. */
export const traceWarnings = {
  list: async () => (await api.get('/api/v1/audit/trace-warnings')).items,
  seen: (id: number) => api.post('/api/v1/audit/trace-warnings/{warning_id}/seen', { path: { warning_id: id } }),
}
