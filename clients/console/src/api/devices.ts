/** The terminals and displays of a venue. */
import { api, type Answer } from './http'

export type Device = Answer<'/api/v1/venues/{venue_id}/devices', 'get'>['items'][number]
export type DeviceKind = Device['kind']
export type DeviceCode = Answer<'/api/v1/venues/{venue_id}/doors/{door_id}/device-codes', 'post'>

export const devices = {
  of: async (venue: string) => (await api.get('/api/v1/venues/{venue_id}/devices', { path: { venue_id: Number(venue) } })).items,
  invite: (venue: string, door: number, kind: DeviceKind) =>
    api.post('/api/v1/venues/{venue_id}/doors/{door_id}/device-codes', { path: { venue_id: Number(venue), door_id: door }, body: { kind, name: '' } }),
  revoke: (venue: string, device: number) =>
    api.post('/api/v1/venues/{venue_id}/devices/{device_id}/revoke', { path: { venue_id: Number(venue), device_id: device } }),
}
