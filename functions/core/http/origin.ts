import { Problem } from '../errors.ts';
import type { Request } from './request.ts';

/** Origins whose pages may send state-changing requests: our own, and those that `appOrigins` lists. */
export interface TrustedOrigins {
  readonly own: string;
  readonly apps: readonly string[];
}

/**
 * Refuses a state-changing request from a page of another origin: cross-site request forgery (CSRF; OWASP ASVS 5,
 * V3.5). With POST and DELETE requests, browsers always send `Origin` and `Sec-Fetch-Site`, and pages cannot forge
 * these headers. From a page with a no-referrer policy they send `Origin: null`, so `Sec-Fetch-Site: same-origin` is
 * enough. A request with neither header does not come from a page. Even if it came from a page of another site, the
 * SameSite session cookie would not be sent with it.
 * @throws Problem `bad_origin`.
 */
export function requireTrustedOrigin(request: Request, trusted: TrustedOrigins): void {
  const site = request.headers['sec-fetch-site'];
  const origin = request.headers['origin'];
  if (site === 'same-origin') return;
  if (origin === undefined && site === undefined) return;
  if (origin !== undefined && isTrusted(origin, trusted)) return;
  throw new Problem('bad_origin', 'state-changing request from another origin', { log: { origin, site } });
}

function isTrusted(origin: string, trusted: TrustedOrigins): boolean {
  return origin === trusted.own || trusted.apps.includes(origin);
}

/**
 * CORS headers that allow a page of an origin in `appOrigins` to read a response to a request with credentials. Pages
 * of other origins are not allowed.
 */
export function corsHeaders(request: Request, apps: readonly string[]): Readonly<Record<string, string>> {
  const origin = request.headers['origin'];
  if (origin === undefined || !apps.includes(origin)) return { vary: 'origin' };
  return { vary: 'origin', 'access-control-allow-origin': origin, 'access-control-allow-credentials': 'true' };
}
