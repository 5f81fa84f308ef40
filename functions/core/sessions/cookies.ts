/** Where cookies are valid. */
export interface CookieScope {
  /** Whether the public base URL is https. On http://localhost cookies go without prefix and Secure. */
  readonly secure: boolean;
  /** Domain attribute; absent means host-only. */
  readonly domain?: string;
}

/**
 * Where the cookies of a login or a sign-out under way are valid: on this host alone, whatever the session cookie's
 * Domain. A sibling host that could set one would sign the browser in as somebody else, or send it elsewhere.
 */
export function hostOnly({ secure }: CookieScope): CookieScope {
  return { secure };
}

/** Which requests from other sites a cookie goes along with. */
export type SameSite = 'Lax' | 'None';

/** Full name of a cookie: `__Host-` for host-only ones, `__Secure-` with a Domain (RFC 6265bis section 4.1.3). */
export function cookieName(base: string, scope: CookieScope): string {
  if (!scope.secure) return base;
  return `${scope.domain === undefined ? '__Host-' : '__Secure-'}${base}`;
}

function attributes(scope: CookieScope, sameSite: SameSite): string {
  const domain = scope.domain === undefined ? '' : `; Domain=${scope.domain}`;
  return `; Path=/${domain}; HttpOnly${sameSiteAttribute(scope, sameSite)}${scope.secure ? '; Secure' : ''}`;
}

/**
 * Without Secure browsers refuse SameSite=None. On http://localhost the attribute is left out instead: a cookie without
 * it goes along with a POST from another site too, in Chromium for its first two minutes.
 */
function sameSiteAttribute({ secure }: CookieScope, sameSite: SameSite): string {
  return sameSite === 'None' && !secure ? '' : `; SameSite=${sameSite}`;
}

/**
 * A Set-Cookie value.
 * @param value base64url.
 * @param maxAge Seconds.
 */
export function setCookie(name: string, value: string, maxAge: number, scope: CookieScope, sameSite: SameSite): string {
  return `${name}=${value}${attributes(scope, sameSite)}; Max-Age=${maxAge}`;
}

/** A Set-Cookie value that removes a cookie; it carries the attributes that the cookie was set with. */
export function clearCookie(name: string, scope: CookieScope, sameSite: SameSite): string {
  return `${name}=${attributes(scope, sameSite)}; Max-Age=0`;
}

/** One name and value of a Cookie header. */
export interface Cookie {
  readonly name: string;
  readonly value: string;
}

/**
 * Splits a Cookie header (RFC 6265 section 5.4): at `;`, spaces and tabs around a pair dropped, names compared exactly.
 * Other white space is part of the name, so a name with it is nobody's.
 */
export function parseCookies(header: string): readonly Cookie[] {
  return header.split(';').flatMap((pair) => {
    const trimmed = pair.replace(/^[ \t]+|[ \t]+$/g, '');
    const at = trimmed.indexOf('=');
    return at > 0 ? [{ name: trimmed.slice(0, at), value: trimmed.slice(at + 1) }] : [];
  });
}

/**
 * The value of a cookie that must stand alone. Two of one name mean that somebody else set one (a sibling domain, say),
 * and neither can be believed.
 */
export function soleCookie(header: string, name: string): string | undefined {
  const [first, ...others] = parseCookies(header).filter((cookie) => cookie.name === name);
  return others.length === 0 ? first?.value : undefined;
}

/** A form_post response is a POST from the provider's site, along with which browsers send only SameSite=None cookies. */
export function sameSiteFor(responseMode: 'query' | 'form_post'): SameSite {
  return responseMode === 'form_post' ? 'None' : 'Lax';
}
