/**
 * The display as a device: a key pair that the browser keeps and never shows, signed requests, the last configuration.
 * Everything that must outlive a restart without a network lies in this browser's storage.
 */
import { NEW_DEVICE, base64, nonceFrom, problemFrom, signedHeaders, type ApiProblem, type components } from '@core'

type Schemas = components['schemas']
export type Configuration = Schemas['HeartbeatOut']

const BASE = '/api/device/v1'
const ID = 'venuecode.display.id'
const CONFIGURATION = 'venuecode.display.configuration'
const SOFTWARE = 'display 1'
const TIMEOUT_MS = 10_000

/** No answer came, or none that could be read. */
export class Unreachable extends Error {}

/** The browser cannot keep an Ed25519 key: too old, or the page is not served over HTTPS. */
export class CannotSign extends Error {}

/** The server's time less this machine's, in ms; learnt from every answer, and kept. */
let offset = Number(localStorage.getItem('venuecode.display.offset') ?? 0)

export const serverNow = (): number => Date.now() + offset
export const deviceId = (): string | null => localStorage.getItem(ID)

export function keptConfiguration(): Configuration | null {
  const text = localStorage.getItem(CONFIGURATION)
  return text && deviceId() ? (JSON.parse(text) as Configuration) : null
}

/** Forget who this display was: it was revoked, or is to be enrolled at another door. */
export async function forget(): Promise<void> {
  localStorage.removeItem(ID)
  localStorage.removeItem(CONFIGURATION)
  await withStore('readwrite', (store) => store.delete('pair'))
}

export async function enrol(code: string): Promise<void> {
  const pair = await keyPair()
  const raw = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey))
  const body = { code, public_key: base64(raw), model: 'Web display', software_version: SOFTWARE }
  const answer = await post<Schemas['EnrolledOut']>('/enrolments', NEW_DEVICE, body)
  localStorage.setItem(ID, answer.device_id)
}

export async function heartbeat(): Promise<Configuration> {
  const told = await post<Configuration>('/heartbeat', deviceId() ?? '', { software_version: SOFTWARE, waiting: 0 })
  localStorage.setItem(CONFIGURATION, JSON.stringify(told))
  return told
}

async function post<T>(path: string, keyid: string, content: object): Promise<T> {
  try {
    return await attempt<T>(path, keyid, content)
  } catch (error) {
    // the refusal told what time it is: once more, with the right one
    if ((error as ApiProblem).code === 'device.clock_wrong') return attempt<T>(path, keyid, content)
    throw error
  }
}

async function attempt<T>(path: string, keyid: string, content: object): Promise<T> {
  const body = JSON.stringify(content)
  const { privateKey } = await keyPair()
  const signer = {
    sign: async (text: Uint8Array) => new Uint8Array(await crypto.subtle.sign('Ed25519', privateKey, text as BufferSource)),
    sha256: async (bytes: Uint8Array) => new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as BufferSource)),
  }
  const created = Math.floor(serverNow() / 1000)
  const nonce = nonceFrom(crypto.getRandomValues(new Uint8Array(16)))
  const signed = await signedHeaders(signer, { keyid, path: BASE + path, body, created, nonce })
  const { status, answer } = await send(BASE + path, body, signed)
  if (typeof answer['server_time'] === 'string') learn(answer['server_time'])
  if (status >= 300) throw problemFrom(status, answer, null)
  return answer as T
}

async function send(path: string, body: string, signed: Record<string, string>): Promise<{ status: number; answer: Record<string, unknown> }> {
  try {
    const response = await fetch(path, {
      method: 'POST', body, cache: 'no-store', signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: { ...signed, 'Content-Type': 'application/json', 'Accept-Language': navigator.language },
    })
    return { status: response.status, answer: (await response.json()) as Record<string, unknown> }
  } catch {
    throw new Unreachable()
  }
}

function learn(time: string): void {
  offset = Date.parse(time) - Date.now()
  localStorage.setItem('venuecode.display.offset', String(offset))
}

async function keyPair(): Promise<CryptoKeyPair> {
  if (!globalThis.crypto?.subtle) throw new CannotSign()
  const kept = await withStore<CryptoKeyPair | undefined>('readonly', (store) => store.get('pair'))
  if (kept) return kept
  let made: CryptoKeyPair
  try {
    made = (await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify'])) as CryptoKeyPair
  } catch {
    throw new CannotSign()
  }
  await withStore('readwrite', (store) => store.put(made, 'pair'))
  return made
}

function withStore<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest): Promise<T> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('venuecode-display', 1)
    opening.onupgradeneeded = () => opening.result.createObjectStore('keys')
    opening.onerror = () => reject(opening.error)
    opening.onsuccess = () => {
      const request = act(opening.result.transaction('keys', mode).objectStore('keys'))
      request.onsuccess = () => {
        opening.result.close()
        resolve(request.result as T)
      }
      request.onerror = () => reject(request.error)
    }
  })
}
