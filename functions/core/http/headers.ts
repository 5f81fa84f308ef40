import type { HttpApiResult, Response } from './response.ts';

/**
 * Headers of every response. They forbid caching, content sniffing, framing, embedding in other sites, scripts and the
 * Referer header. HTML pages override the restrictions under which they could not work.
 */
const everywhere = {
  'cache-control': 'no-store',
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
} as const;

/**
 * Headers of an HTML page.
 * @param styleSource CSP source that allows the page's only inline style.
 * @param formTargets Origins to which a form may redirect, since browsers apply `form-action` to redirects too.
 */
export function pageHeaders(styleSource: string, formTargets: readonly string[]): Readonly<Record<string, string>> {
  const formAction = ["'self'", ...new Set(formTargets)].join(' ');
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy':
      `default-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action ${formAction}; ` +
      `style-src ${styleSource}; img-src data:`,
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  };
}

/**
 * Headers of a text-only page that pages of other origins may frame. No other page of Postern may be framed.
 * @param ancestors Origins whose pages may frame this page.
 */
export function framedPageHeaders(ancestors: readonly string[]): Readonly<Record<string, string>> {
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy':
      `default-src 'none'; base-uri 'none'; form-action 'none'; ` +
      `frame-ancestors ${[...new Set(ancestors)].join(' ')}`,
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'cross-origin',
  };
}

/** Converts a response to API Gateway's payload format 2.0, and adds the headers of every response. */
export function toHttpApiResult(response: Response): HttpApiResult {
  return {
    statusCode: response.status,
    headers: { ...everywhere, ...response.headers },
    cookies: response.cookies,
    body: response.body,
  };
}
