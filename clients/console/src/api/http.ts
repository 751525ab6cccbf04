/** One way to the server: JSON in and out, problem+json as `Problem`, the session's token on every request. */
import { lang, locale, t } from '@/i18n'

/** An error the server explained (RFC 9457), or one of the network; `message` is fit to show. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    /** JSON path of a field → what is wrong with it. */
    readonly fields: Record<string, string> = {},
    readonly retryAfter: number | null = null,
  ) {
    super(message)
  }
}

export type Query = Record<string, string | number | boolean | null | undefined | readonly string[]>

export interface Call {
  query?: Query
  body?: unknown
  signal?: AbortSignal
}

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

/** The address of an API path with its query; empty values are left out. */
export function address(path: string, query: Query = {}): string {
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) {
    if (value == null || value === '') continue
    for (const one of Array.isArray(value) ? value : [value]) search.append(key, String(one))
  }
  const text = search.toString()
  return text ? `${path}?${text}` : path
}

async function send(method: string, path: string, { query, body, signal }: Call): Promise<Response> {
  const headers: Record<string, string> = { 'Accept-Language': `${locale.value},${lang.value};q=0.9` }
  const bearer = token.get()
  if (bearer) headers.Authorization = `Bearer ${bearer}`
  const form = body instanceof FormData
  if (body !== undefined && !form) headers['Content-Type'] = 'application/json'
  let response: Response
  try {
    response = await fetch(address(path, query), {
      method, headers, signal, body: body === undefined ? undefined : form ? body : JSON.stringify(body),
    })
  } catch (error) {
    if (signal?.aborted) throw error
    throw new Problem(0, 'network', t('common.offline'))
  }
  if (response.ok) return response
  const problem = await explain(response)
  if (response.status === 401 && bearer) onExpired()
  throw problem
}

async function explain(response: Response): Promise<Problem> {
  const body = (await response.json().catch(() => ({}))) as {
    title?: string; code?: string; fields?: Record<string, string>; retry_after?: number
  }
  const wait = body.retry_after ?? (Number(response.headers.get('Retry-After')) || null)
  const unsaid = response.status === 503 ? t('common.busy', { n: wait ?? 5 }) : t('common.failed')
  return new Problem(response.status, body.code ?? `http.${response.status}`, body.title ?? unsaid, body.fields, wait)
}

async function json<T>(method: string, path: string, call: Call = {}): Promise<T> {
  const response = await send(method, path, call)
  return (response.status === 204 ? undefined : await response.json()) as T
}

export const http = {
  get: <T>(path: string, query?: Query, signal?: AbortSignal) => json<T>('GET', path, { query, signal }),
  post: <T>(path: string, body: unknown = {}) => json<T>('POST', path, { body }),
  put: <T>(path: string, body: unknown) => json<T>('PUT', path, { body }),
  patch: <T>(path: string, body: unknown) => json<T>('PATCH', path, { body }),
  remove: <T>(path: string) => json<T>('DELETE', path),
  blob: async (path: string, query?: Query): Promise<Blob> => (await send('GET', path, { query })).blob(),
  /** A streamed response, for server-sent events that need the session's token. */
  stream: (path: string, signal: AbortSignal, query?: Query) => send('GET', path, { query, signal }),
}

/** Fetches a file with the session's token and hands it to the browser to keep. */
export async function saveFile(path: string, name: string, query?: Query): Promise<void> {
  const url = URL.createObjectURL(await http.blob(path, query))
  const link = Object.assign(document.createElement('a'), { href: url, download: name })
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
