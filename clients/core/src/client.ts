/**
 * Calls to the server, typed by the OpenAPI document. Owns headers, the language, problem documents and the server's
 * clock; the host's way of sending a request is handed in, so that the same code runs in a page and in a mini-program.
 */
import type { paths } from "./api";
import { problemFrom } from "./problem.ts";

export type HttpRequest = {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string | null;
  timeoutMs: number;
};
export type HttpResponse = { status: number; header: (name: string) => string | null; text: string };

/** Sends one request; throws `NoAnswer` when no answer came. */
export type Transport = (request: HttpRequest) => Promise<HttpResponse>;

type Method = "get" | "post" | "put" | "patch" | "delete";
type PathsWith<M extends Method> = {
  [P in keyof paths]: paths[P] extends Record<M, infer O> ? (O extends undefined ? never : P) : never;
}[keyof paths] &
  string;
type Operation<P extends keyof paths, M extends Method> = paths[P] extends Record<M, infer O> ? O : never;
type Json<T> = T extends { content: { "application/json": infer B } } ? B : undefined;
type Success<R> = R extends { 200: infer A } ? Json<A> : R extends { 201: infer A } ? Json<A> : R extends { 202: infer A } ? Json<A> : undefined;

export type Answer<P extends keyof paths, M extends Method> = Operation<P, M> extends { responses: infer R } ? Success<R> : never;
export type Body<P extends keyof paths, M extends Method> = Operation<P, M> extends { requestBody: infer B }
  ? Json<B>
  : Operation<P, M> extends { requestBody?: infer B }
    ? Json<NonNullable<B>>
    : undefined;
type PathParams<O> = O extends { parameters: { path: infer T } } ? T : undefined;
type Query<O> = O extends { parameters: { query?: infer T } } ? T : undefined;

export type CallOptions<P extends keyof paths, M extends Method> = {
  path?: PathParams<Operation<P, M>>;
  query?: Query<Operation<P, M>>;
  body?: Body<P, M>;
  timeoutMs?: number;
};

export type ClientPorts = {
  baseUrl: string;
  transport: Transport;
  token: () => string | null;
  language: () => "zh" | "en";
  /** Told the date of each answer. */
  onDate?: (date: string) => void;
  /** Called when the server no longer knows the session. */
  onSessionEnded: () => void;
};

const TIMEOUT_MS = 15_000;

export class ApiClient {
  constructor(private readonly ports: ClientPorts) {}

  get<P extends PathsWith<"get">>(path: P, options: CallOptions<P, "get"> = {}): Promise<Answer<P, "get">> {
    return this.call("get", path, options);
  }
  /** Ask whether a kept copy is still right: its new content and tag, or null when it is. */
  async fresh<P extends PathsWith<"get">>(path: P, etag: string | null, options: CallOptions<P, "get"> = {}): Promise<{ content: Answer<P, "get">; etag: string | null } | null> {
    const response = await this.ask("get", path, options, etag ? { "If-None-Match": etag } : {});
    if (response.status === 304) return null;
    return { content: this.answerOf(response) as Answer<P, "get">, etag: response.header("etag") };
  }
  post<P extends PathsWith<"post">>(path: P, options: CallOptions<P, "post"> = {}): Promise<Answer<P, "post">> {
    return this.call("post", path, options);
  }
  put<P extends PathsWith<"put">>(path: P, options: CallOptions<P, "put"> = {}): Promise<Answer<P, "put">> {
    return this.call("put", path, options);
  }
  patch<P extends PathsWith<"patch">>(path: P, options: CallOptions<P, "patch"> = {}): Promise<Answer<P, "patch">> {
    return this.call("patch", path, options);
  }
  delete<P extends PathsWith<"delete">>(path: P, options: CallOptions<P, "delete"> = {}): Promise<Answer<P, "delete">> {
    return this.call("delete", path, options);
  }

  /** Headers that every request carries, also those that the host sends itself (pictures, streams). */
  headers(): Record<string, string> {
    const token = this.ports.token();
    return {
      "Accept-Language": this.ports.language() === "zh" ? "zh-CN" : "en",
      ...(token ? { Authorization: `Bearer ${token}` } : {}),
    };
  }

  url(path: string, params: Record<string, unknown> = {}, query: Record<string, unknown> = {}): string {
    const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name])));
    return this.ports.baseUrl + filled + queryText(query);
  }

  private async call<P extends keyof paths & string, M extends Method>(
    method: M,
    path: P,
    options: CallOptions<P, M>,
  ): Promise<Answer<P, M>> {
    return this.answerOf(await this.ask(method, path, options)) as Answer<P, M>;
  }

  private async ask<P extends keyof paths & string, M extends Method>(
    method: M,
    path: P,
    options: CallOptions<P, M>,
    more: Record<string, string> = {},
  ): Promise<HttpResponse> {
    const hasBody = options.body !== undefined;
    const response = await this.ports.transport({
      method: method.toUpperCase(),
      url: this.url(path, options.path ?? {}, options.query ?? {}),
      headers: {
        Accept: "application/json",
        ...this.headers(),
        ...(hasBody ? { "Content-Type": "application/json" } : {}),
        ...more,
      },
      body: hasBody ? JSON.stringify(options.body) : null,
      timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
    });
    const date = response.header("date");
    if (date) this.ports.onDate?.(date);
    return response;
  }

  private answerOf(response: HttpResponse): unknown {
    const answer = parseJson(response.text);
    if (response.status >= 200 && response.status < 300) return answer;
    if (response.status === 401 && this.ports.token()) this.ports.onSessionEnded();
    throw problemFrom(response.status, answer, response.header("retry-after"));
  }
}

function queryText(query: Record<string, unknown>): string {
  const pairs = Object.entries(query)
    .filter(([, value]) => value !== undefined && value !== null && value !== "")
    .flatMap(([name, value]) =>
      (Array.isArray(value) ? value : [value]).map((one) => `${encodeURIComponent(name)}=${encodeURIComponent(String(one))}`),
    );
  return pairs.length ? `?${pairs.join("&")}` : "";
}

function parseJson(text: string): unknown {
  if (!text) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
