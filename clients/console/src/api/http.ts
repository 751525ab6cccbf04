/** The console's way to the server: the shared, typed client over fetch, and what it leaves to a page: files and streams. */
import { ApiClient, ApiProblem, NoAnswer, problemFrom, type HttpRequest, type HttpResponse } from '@core'

import { lang, t } from '@/i18n'

export { ApiProblem }
export type { Answer, Body } from '@core'

const TOKEN_KEY = 'venuecode.console.token'
let onExpired: () => void = () => undefined

/** The session's token lives as long as the tab does. */
export const token = {
  get: (): string | null => sessionStorage.getItem(TOKEN_KEY),
  set: (value: string): void => sessionStorage.setItem(TOKEN_KEY, value),
  drop: (): void => sessionStorage.removeItem(TOKEN_KEY),
}

/** Tells what to do when the server no longer accepts the session. */
export function whenExpired(action: () => void): void {
  onExpired = action
}

async function transport(request: HttpRequest): Promise<HttpResponse> {
  try {
    const response = await fetch(request.url, {
      method: request.method, headers: request.headers, body: request.body, signal: AbortSignal.timeout(request.timeoutMs),
    })
    return { status: response.status, header: (name) => response.headers.get(name), text: await response.text() }
  } catch {
    throw new NoAnswer()
  }
}

export const api = new ApiClient({
  baseUrl: '', transport, token: token.get, language: () => lang.value, onSessionEnded: () => onExpired(),
})

/** What a failure is called on screen: the server's own words where it gave any. */
export function wordsOf(error: unknown): string {
  if (error instanceof NoAnswer) return t('common.offline')
  if (!(error instanceof ApiProblem)) return t('common.failed')
  if (error.title) return error.title
  return error.status === 503 ? t('common.busy', { n: error.retryAfter ?? 5 }) : t('common.failed')
}

async function fetched(path: string, init: RequestInit = {}): Promise<Response> {
  const json: Record<string, string> = typeof init.body === 'string' ? { 'content-type': 'application/json' } : {}
  const response = await fetch(path, { ...init, headers: { ...api.headers(), ...json } }).catch(() => { throw new NoAnswer() })
  if (response.ok) return response
  if (response.status === 401 && token.get()) onExpired()
  throw problemFrom(response.status, await response.json().catch(() => null), response.headers.get('retry-after'))
}

/** Sends one sheet as a form, with what is said about it. */
export async function sendFile<T>(path: string, file: File, said: Record<string, string> = {}): Promise<T> {
  const form = new FormData()
  for (const [name, value] of Object.entries(said)) form.append(name, value)
  form.append('file', file)
  return (await fetched(path, { method: 'POST', body: form })).json() as Promise<T>
}

/** Fetches a file with the session's token, by POST where a body goes with it, and hands it to the browser to keep. */
export async function saveFile(path: string, name: string, body?: unknown): Promise<void> {
  const content = await (await fetched(path, body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) })).blob()
  const url = URL.createObjectURL(content)
  Object.assign(document.createElement('a'), { href: url, download: name }).click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}

/** Fetches a picture with the session's token; whoever shows the address revokes it. */
export async function pictureAddress(path: string): Promise<string> {
  return URL.createObjectURL(await (await fetched(path)).blob())
}

/** Reads a response piece by piece, for server-sent events that need the session's token. */
export async function readStream(path: string, onChunk: (text: string) => void, signal: AbortSignal): Promise<void> {
  const reader = (await fetched(path, { signal })).body?.pipeThrough(new TextDecoderStream()).getReader()
  if (!reader) return
  for (;;) {
    const { value, done } = await reader.read()
    if (done) return
    onChunk(value)
  }
}
