import { trimSpacesAndTabs } from '../base/trim.ts';

/** Scope of cookies: to which hosts, and over which connections, browsers send them. */
export interface CookieScope {
  /**
   * Whether the deployment's base URL is https. On http://localhost (local runs) cookies have neither a name prefix nor
   * the attribute Secure.
   */
  readonly secure: boolean;
  /** Domain attribute; absent means that the cookie is host-only. */
  readonly domain?: string;
}

/**
 * Scope of the cookies of unfinished logins and sign-outs. They are host-only even if the session cookie has a Domain
 * attribute. If a sibling host could set such a cookie (cookie tossing), it could sign the browser in as somebody else,
 * or redirect it elsewhere.
 */
export function hostOnly({ secure }: CookieScope): CookieScope {
  return { secure };
}

/** SameSite attribute. It decides with which cross-site requests browsers send a cookie. */
export type SameSite = 'Lax' | 'None';

/**
 * Full name of a cookie. Its prefix is `__Host-` for a host-only cookie, and `__Secure-` for one with a Domain
 * attribute (RFC 6265bis section 4.1.3).
 */
export function cookieName(base: string, scope: CookieScope): string {
  if (!scope.secure) return base;
  return `${scope.domain === undefined ? '__Host-' : '__Secure-'}${base}`;
}

function attributes(scope: CookieScope, sameSite: SameSite): string {
  const domain = scope.domain === undefined ? '' : `; Domain=${scope.domain}`;
  return `; Path=/${domain}; HttpOnly${sameSiteAttribute(scope, sameSite)}${scope.secure ? '; Secure' : ''}`;
}

/**
 * The SameSite attribute. It is omitted if it would be `None` without Secure, since browsers refuse such a cookie. This
 * happens only on http://localhost. Without the attribute, browsers still send the cookie with a cross-site POST
 * (Chromium only in the cookie's first two minutes).
 */
function sameSiteAttribute({ secure }: CookieScope, sameSite: SameSite): string {
  return sameSite === 'None' && !secure ? '' : `; SameSite=${sameSite}`;
}

/**
 * A Set-Cookie header's value that sets a cookie.
 * @param value The cookie's value, base64url.
 * @param maxAge Seconds.
 */
export function setCookie(name: string, value: string, maxAge: number, scope: CookieScope, sameSite: SameSite): string {
  return `${name}=${value}${attributes(scope, sameSite)}; Max-Age=${maxAge}`;
}

/**
 * A Set-Cookie header's value that removes a cookie. It has the same attributes as the Set-Cookie header that set the
 * cookie.
 */
export function clearCookie(name: string, scope: CookieScope, sameSite: SameSite): string {
  return `${name}=${attributes(scope, sameSite)}; Max-Age=0`;
}

/** One pair of cookie name and value in a Cookie header. */
export interface Cookie {
  readonly name: string;
  readonly value: string;
}

/**
 * Splits a Cookie header (RFC 6265 section 5.4) at `;` and trims spaces and tabs. Cookie names are case-sensitive. Any
 * other white space is part of a cookie's name, which then equals no name of ours.
 */
export function parseCookies(header: string): readonly Cookie[] {
  return header.split(';').flatMap((pair) => {
    const trimmed = trimSpacesAndTabs(pair);
    const at = trimmed.indexOf('=');
    return at > 0 ? [{ name: trimmed.slice(0, at), value: trimmed.slice(at + 1) }] : [];
  });
}

/**
 * The value of a cookie whose name must not repeat in the header. If two cookies have this name, another host may have
 * set one of them (cookie tossing), so neither is trusted.
 * @returns undefined if the cookie is absent or repeated.
 */
export function singleCookie(header: string, name: string): string | undefined {
  const [first, ...others] = parseCookies(header).filter((cookie) => cookie.name === name);
  return others.length === 0 ? first?.value : undefined;
}

/**
 * The SameSite attribute of a login attempt's cookie. A `form_post` response is a cross-site POST, with which browsers
 * send only cookies with SameSite=None.
 */
export function sameSiteFor(responseMode: 'query' | 'form_post'): SameSite {
  return responseMode === 'form_post' ? 'None' : 'Lax';
}
