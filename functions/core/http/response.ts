/** An HTTP response, as a use case returns it. `toHttpApiResult` adds the headers that all responses have. */
export interface Response {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Values of the response's Set-Cookie headers. */
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

/**
 * Creates a redirect: 302 after GET, 303 if the browser must continue with GET after another method (RFC 9110 section
 * 15.4.4).
 */
export function redirect(status: 302 | 303, location: string, cookies: readonly string[] = []): Response {
  return { status, headers: { location }, cookies, body: '' };
}

/** Creates a response with a JSON document. */
export function json(status: number, value: unknown, type = 'application/json'): Response {
  return { status, headers: { 'content-type': type }, cookies: [], body: JSON.stringify(value) };
}

/** Creates a response without a body. */
export function empty(status: number, headers: Readonly<Record<string, string>> = {}): Response {
  return { status, headers, cookies: [], body: '' };
}

/** Returns the response with further Set-Cookie values. */
export function withCookies(response: Response, cookies: readonly string[]): Response {
  return { ...response, cookies: [...response.cookies, ...cookies] };
}

/** Returns the response with further headers, which replace those of the same name. */
export function withHeaders(response: Response, headers: Readonly<Record<string, string>>): Response {
  return { ...response, headers: { ...response.headers, ...headers } };
}
