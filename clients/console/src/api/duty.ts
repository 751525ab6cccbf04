/** Duty phones and receivers of alerts. */
import { api, type Answer, type Body } from './http'

export type DutyPhone = Answer<'/api/v1/officers/duty-contacts', 'get'>['items'][number]
export type Receiver = Answer<'/api/v1/officers/duty-webhooks', 'get'>['items'][number]
export type NewDutyPhone = Body<'/api/v1/officers/duty-contacts', 'post'>
export type NewReceiver = Body<'/api/v1/officers/duty-webhooks', 'post'>

export const duty = {
  phones: async () => (await api.get('/api/v1/officers/duty-contacts')).items,
  receivers: async () => (await api.get('/api/v1/officers/duty-webhooks')).items,
  addPhone: (body: NewDutyPhone) => api.post('/api/v1/officers/duty-contacts', { body }),
  addReceiver: (body: NewReceiver) => api.post('/api/v1/officers/duty-webhooks', { body }),
  endPhone: (contact_id: number) => api.delete('/api/v1/officers/duty-contacts/{contact_id}', { path: { contact_id } }),
  endReceiver: (webhook_id: number) => api.delete('/api/v1/officers/duty-webhooks/{webhook_id}', { path: { webhook_id } }),
}
