/** Bulk imports of venues: uploaded, checked row by row, then applied. */
import { api, sendFile, type Answer } from './http'

export type VenueImport = Answer<'/api/v1/venue-imports/{import_id}', 'get'>
export type SheetFormat = VenueImport['file_format']
export type BadRow = Answer<'/api/v1/venue-imports/{import_id}/bad-rows', 'get'>['items'][number]

/** Whether nothing more happens by itself. */
export function importIsOver(state: VenueImport['state']): boolean {
  return !['waiting', 'checking', 'applying'].includes(state)
}

const at = '/api/v1/venue-imports'
const versioned = (job: VenueImport) => ({ path: { import_id: job.id }, body: { version: job.version } })

export const imports = {
  template: (format: SheetFormat) => `${at}/template?format=${format}`,
  corrections: (job: VenueImport) => `${at}/${job.id}/corrections?format=${job.file_format}`,
  list: async () => (await api.get('/api/v1/venue-imports')).items,
  one: (import_id: number) => api.get('/api/v1/venue-imports/{import_id}', { path: { import_id } }),
  badRows: async (import_id: number) => (await api.get('/api/v1/venue-imports/{import_id}/bad-rows', { path: { import_id } })).items,
  apply: (job: VenueImport, take_likely: boolean) =>
    api.post('/api/v1/venue-imports/{import_id}/apply', { path: { import_id: job.id }, body: { version: job.version, take_likely } }),
  discard: (job: VenueImport) => api.post('/api/v1/venue-imports/{import_id}/discard', versioned(job)),
  upload: (file: File) => sendFile<VenueImport>(at, file),
}
