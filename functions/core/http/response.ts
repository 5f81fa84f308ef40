/** An HTTP response of a use case, before the headers of every response are added. */
export interface Response {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Set-Cookie values. */
  readonly cookies: readonly string[];
  readonly body: string;
}

/** API Gateway's HTTP API response, payload format 2.0. */
export interface HttpApiResult {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
  readonly body: string;
}

/** A redirect: 302 after GET, 303 if the browser must continue with GET (RFC 9110 section 15.4.4). */
export function redirect(status: 302 | 303, location: string, cookies: readonly string[] = []): Response {
  return { status, headers: { location }, cookies, body: '' };
}

/** A JSON document. */
export function json(status: number, value: unknown, type = 'application/json'): Response {
  return { status, headers: { 'content-type': type }, cookies: [], body: JSON.stringify(value) };
}

/** A response without a body. */
export function empty(status: number, headers: Readonly<Record<string, string>> = {}): Response {
  return { status, headers, cookies: [], body: '' };
}

/** The same response with further Set-Cookie values. */
export function withCookies(response: Response, cookies: readonly string[]): Response {
  return { ...response, cookies: [...response.cookies, ...cookies] };
}

/** The same response with further headers. */
export function withHeaders(response: Response, headers: Readonly<Record<string, string>>): Response {
  return { ...response, headers: { ...response.headers, ...headers } };
}
