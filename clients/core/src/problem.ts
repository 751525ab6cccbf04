/** What went wrong with a request, in one shape: the server's problem JSON (RFC 9457), or a network that did not answer. */

/** The server answered and said no. `code` is stable; `title` is already in the reader's language. */
export class ApiProblem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    /** What is wrong with which field: JSON path → words. */
    readonly fields: Record<string, string>,
    /** Seconds to wait before asking again; null when the server did not say. */
    readonly retryAfter: number | null,
    /** The whole problem document, for what one kind of problem adds. */
    readonly document: Record<string, unknown>,
  ) {
    super(`${status} ${code}`);
    this.name = "ApiProblem";
  }
}

/** No answer came: no network, a name that does not resolve, a time-out. Nothing is known about the request's fate. */
export class NoAnswer extends Error {
  constructor() {
    super("no answer");
    this.name = "NoAnswer";
  }
}

/** Turn an error response into an `ApiProblem`, whatever its body is. */
export function problemFrom(status: number, body: unknown, retryAfter: string | null): ApiProblem {
  const document = isRecord(body) ? body : {};
  const code = textOr(document["code"], `http_${status}`);
  const wait = Number(retryAfter ?? document["retry_after"] ?? NaN);
  const fields = isRecord(document["fields"]) ? document["fields"] : {};
  return new ApiProblem(
    status,
    code,
    textOr(document["title"], ""),
    Object.fromEntries(Object.entries(fields).map(([path, words]) => [path, textOr(words, "")])),
    Number.isFinite(wait) && wait >= 0 ? wait : null,
    document,
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function textOr(value: unknown, otherwise: string): string {
  return typeof value === "string" ? value : otherwise;
}
