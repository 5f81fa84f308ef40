import { Problem } from '../errors.ts';
import { type Request, readForm } from './request.ts';
import type { Site } from './site.ts';

/** Characters. Longer URLs would crowd the attempt's cookie out of the header limit. */
const maximumLength = 1024;

/** RFC 3986: unreserved, sub-delims, ":" and "@", or a percent-encoded octet. */
const pchar = "(?:[A-Za-z0-9\\-._~!$&'()*+,;=:@]|%[0-9A-Fa-f]{2})";
const relative = new RegExp(`^/(?:${pchar}+(?:/${pchar}+)*/?)?(?:\\?(?:${pchar}|[/?])*)?(?:#(?:${pchar}|[/?])*)?$`);
/** Encoded slash, backslash, dot or control character: some servers decode them in paths before they route. */
const deceptive = /%(?:2[ef]|5c|[01][0-9a-f]|7f)/i;

/**
 * Whether a login or a sign-out may lead there: a path on our own origin, or a URL whose origin is listed.
 * The grammar is stricter than browsers' and only what the URL parser gives back unchanged passes, so the value means
 * the same to every reader; an origin check alone would let `/.//evil` through (it serialises to `//evil`).
 * @param own Our origin, without a trailing slash.
 * @param apps Listed origins.
 */
export function isReturnTo(value: string, own: string, apps: readonly string[]): boolean {
  return value.length <= maximumLength && (isOwnPath(value, own) || isListedUrl(value, [own, ...apps]));
}

/**
 * Checks where a login or a sign-out may lead, as `isReturnTo` does.
 * @param value As given by the caller.
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

/** What follows the origin; a value of another origin has no tail that starts with a delimiter. */
function tail(value: string, origin: string): string {
  return value.startsWith(origin) ? value.slice(origin.length) : '';
}

function parse(value: string, base: string): URL | undefined {
  return URL.canParse(value, base) ? new URL(value, base) : undefined;
}

/** What a request asks for: the parameters of its query, and the fields of its form where it posts one. */
export function parametersOf(request: Request): URLSearchParams {
  return new URLSearchParams([...request.query, ...(readForm(request) ?? [])]);
}

/**
 * Where the caller wants a login or a sign-out to lead.
 * @param names Parameters that say so; together they stand once at most.
 * @returns undefined where the caller does not say.
 * @throws Problem `return_to_not_allowed`.
 */
export function returnToOf(
  request: Request,
  { baseUrl, appOrigins }: Site,
  names: readonly string[] = ['return_to'],
): string | undefined {
  const parameters = parametersOf(request);
  const [value, ...others] = names.flatMap((name) => parameters.getAll(name));
  if (others.length > 0) throw new Problem('return_to_not_allowed', `${names.join(' or ')} stands twice`);
  return value === undefined ? undefined : checkReturnTo(value, baseUrl, appOrigins);
}
