/** Requests through the host's own call, the same in a page and in a mini-program. */
import { NoAnswer, type HttpResponse, type Transport } from "@venuecode/core";

export const transport: Transport = (request) =>
  new Promise<HttpResponse>((resolve, reject) => {
    uni.request({
      url: request.url,
      method: request.method as "GET",
      header: request.headers,
      ...(request.body === null ? {} : { data: request.body }),
      timeout: request.timeoutMs,
      dataType: "text", // anything but "json" leaves the body as it came
      // #ifndef MP-ALIPAY
      responseType: "text",
      // #endif
      success: (answer) => resolve(answered(answer)),
      // Alipay calls an answer above 399 a failure, and hands it over all the same
      fail: (fault: { errMsg?: string } & Partial<Answered>) => {
        const { statusCode = 0 } = fault;
        if (statusCode >= 400) resolve(answered({ ...fault, statusCode }));
        else reject(new NoAnswer());
      },
    });
  });

type Answered = { statusCode: number; header?: unknown; data?: unknown };

function answered(answer: Answered): HttpResponse {
  const headers = lowerCase((answer.header ?? {}) as Record<string, string>);
  return {
    status: answer.statusCode,
    header: (name) => headers[name] ?? null,
    text: typeof answer.data === "string" ? answer.data : "",
  };
}

function lowerCase(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
