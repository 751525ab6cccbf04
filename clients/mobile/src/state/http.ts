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
      responseType: "text",
      success: (answer) => {
        const headers = lowerCase(answer.header as Record<string, string>);
        resolve({
          status: answer.statusCode,
          header: (name) => headers[name] ?? null,
          text: typeof answer.data === "string" ? answer.data : "",
        });
      },
      fail: () => reject(new NoAnswer()),
    });
  });

function lowerCase(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
