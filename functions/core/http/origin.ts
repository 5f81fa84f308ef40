import { Problem } from '../errors.ts';
import type { Request } from './request.ts';

/** Origins that may send state-changing requests: our own and those of the listed apps. */
export interface TrustedOrigins {
  readonly own: string;
  readonly apps: readonly string[];
}

/**
 * Refuses cross-site request forgery (CSRF): a state-changing request from a page of another origin (OWASP ASVS 5, V3.5).
 * Browsers always send Origin with POST and DELETE, and `Sec-Fetch-Site`, which pages cannot forge. A page with a
 * no-referrer policy sends `Origin: null`, so `same-origin` suffices. A request with neither header comes from no page:
 * the SameSite cookie already prevents it from acting for a person.
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

/** CORS headers by which a listed app's page may read a response with credentials; none for other origins. */
export function corsHeaders(request: Request, apps: readonly string[]): Readonly<Record<string, string>> {
  const origin = request.headers['origin'];
  if (origin === undefined || !apps.includes(origin)) return { vary: 'origin' };
  return { vary: 'origin', 'access-control-allow-origin': origin, 'access-control-allow-credentials': 'true' };
}
