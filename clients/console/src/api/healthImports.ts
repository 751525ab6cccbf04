/** Sheets of test results and statuses. */
import { http } from './http'
import type { BadRow } from './imports'

export type HealthSheet = 'tests' | 'statuses'
export interface HealthImport {
  id: string
  file_name: string
  state: string
  fault: string | null
  rows_total: number
  rows_done: number
  rows_good: number
  rows_bad: number
  bad_rows: BadRow[]
}
export function healthImportIsOver(state: string): boolean {
  return state === 'done' || state === 'failed'
}
const at = '/api/v1/health/imports'
export const healthImports = {
  templatePath: (kind: HealthSheet) => `${at}/template/${kind}`,
  one: (id: string) => http.get<HealthImport>(`${at}/${id}`),
  upload: (kind: HealthSheet, file: File) => {
    const form = new FormData()
    form.append('file', file)
    form.append('kind', kind)
    return http.post<HealthImport>(at, form)
  },
}
