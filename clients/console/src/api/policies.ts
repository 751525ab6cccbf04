/** Versions of the policy, and what a draft would change. */
import { api, type Answer, type Body } from './http'

export type PolicyLine = Answer<'/api/v1/health/policies', 'get'>[number]
export type Policy = Answer<'/api/v1/health/policies/{version}', 'get'>
export type DryRun = NonNullable<Answer<'/api/v1/health/policies/{version}/dry-run', 'get'>>
export type Draft = Body<'/api/v1/health/policies', 'post'>
export type StepRule = { colour: 'grey' | 'yellow' | 'red' | 'given'; days: number }
export type ReasonRule = { steps: StepRule[]; lifted_by_negative: boolean; ended_by: string | null }
/** The part of the document that the form knows; the rest goes along unchanged. */
export type Document = {
  name: { zh: string; en: string }
  reasons: Record<string, ReasonRule>
  tests: { routine_hours: number | null; routine_colour: 'grey' | 'yellow'; grace_hours: number }
  venue_classes: Record<string, { test_hours: number | null }>
  turned_per_hour: { by_one_source: number; in_all: number }
}

const at = (version: number) => ({ path: { version } })

export const policies = {
  list: () => api.get('/api/v1/health/policies'),
  read: (version: number) => api.get('/api/v1/health/policies/{version}', at(version)),
  save: (draft: Draft) => api.post('/api/v1/health/policies', { body: draft }),
  tryOut: (version: number) => api.post('/api/v1/health/policies/{version}/dry-run', at(version)),
  dryRun: (version: number) => api.get('/api/v1/health/policies/{version}/dry-run', at(version)),
  activate: (version: number) => api.post('/api/v1/health/policies/{version}/activate', at(version)),
  stepBack: () => api.post('/api/v1/health/policies/step-back', {}),
}
