import { Problem } from '../errors.ts';
import { type Request, readForm } from './request.ts';
import type { Site } from './site.ts';

/**
 * Maximum characters of `return_to`. It is part of the login attempt's cookie, which with longer URLs could exceed the
 * size limit on headers.
 */
const maximumLength = 1024;

/** A path character of RFC 3986 (`pchar`): unreserved, sub-delims, ":" and "@", or a percent-encoded octet. */
const pchar = "(?:[A-Za-z0-9\\-._~!$&'()*+,;=:@]|%[0-9A-Fa-f]{2})";
const relative = new RegExp(`^/(?:${pchar}+(?:/${pchar}+)*/?)?(?:\\?(?:${pchar}|[/?])*)?(?:#(?:${pchar}|[/?])*)?$`);
/**
 * Encoded slash, backslash, dot or control character. Some servers decode these in a path before they route, and would
 * then see another path.
 */
const deceptive = /%(?:2[ef]|5c|[01][0-9a-f]|7f)/i;

/**
 * Whether a login or sign-out may redirect to this target: a path on our own origin, or a URL of an origin in
 * `appOrigins`. Any other target would be an open redirect. The grammar is stricter than browsers', and the URL parser
 * must return the value unchanged. So browsers, servers and this check interpret the value alike. Comparing origins
 * only would accept `/.//evil`, which serialises to `//evil`, a URL of another host.
 * @param own Our origin, without a trailing slash.
 * @param apps The origins in `appOrigins`.
 */
export function isReturnTo(value: string, own: string, apps: readonly string[]): boolean {
  return value.length <= maximumLength && (isOwnPath(value, own) || isListedUrl(value, [own, ...apps]));
}

/**
 * Checks `return_to` of a login or sign-out, by `isReturnTo`.
 * @param value The parameter as sent by the client.
 * @returns The value, unchanged.
 * @throws Problem `return_to_not_allowed`.
 */
export function checkReturnTo(value: string, own: string, apps: readonly string[]): string {
  if (isReturnTo(value, own, apps)) return value;
  throw new Problem('return_to_not_allowed', 'return_to is neither a path here nor at a listed origin');
}

function isOwnPath(value: string, own: string): boolean {
  if (!relative.test(value) || deceptive.test(value.split(/[?#]/, 1)[0] ?? '')) return false;
  const url = parse(value, own);
  return url !== undefined && url.origin === own && url.pathname + url.search + url.hash === value;
}

function isListedUrl(value: string, origins: readonly string[]): boolean {
  const origin = origins.find((listed) => value === listed || /^[/?#]/.test(tail(value, listed)));
  if (origin === undefined) return false;
  const rest = tail(value, origin);
  return rest === '' || isOwnPath(rest.startsWith('/') ? rest : `/${rest}`, origin);
}

/** The part of a URL after its origin; empty if the URL has another origin. */
function tail(value: string, origin: string): string {
  return value.startsWith(origin) ? value.slice(origin.length) : '';
}

function parse(value: string, base: string): URL | undefined {
  return URL.canParse(value, base) ? new URL(value, base) : undefined;
}

/** Parameters of a request: those of its query and, if it posts a form, those of the form. */
export function parametersOf(request: Request): URLSearchParams {
  return new URLSearchParams([...request.query, ...(readForm(request) ?? [])]);
}

/**
 * Reads the redirect target that the client requests for a login or sign-out.
 * @param names Names of the parameters that may hold the target. At most one of them may occur, once.
 * @returns undefined if the request has none of them.
 * @throws Problem `return_to_not_allowed`.
 */
export function returnToOf(
  request: Request,
  { baseUrl, appOrigins }: Site,
  names: readonly string[] = ['return_to'],
): string | undefined {
  const parameters = parametersOf(request);
  const [value, ...others] = names.flatMap((name) => parameters.getAll(name));
  if (others.length > 0) throw new Problem('return_to_not_allowed', `duplicate ${names.join(' or ')} parameter`);
  return value === undefined ? undefined : checkReturnTo(value, baseUrl, appOrigins);
}
