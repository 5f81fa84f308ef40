/** Scope of cookies. */
export interface CookieScope {
  /** Whether the public base URL is https. On http://localhost cookies have neither prefix nor Secure. */
  readonly secure: boolean;
  /** Domain attribute; absent means host-only. */
  readonly domain?: string;
}

/**
 * Scope of the cookies of logins and sign-outs under way: host-only, whatever the session cookie's Domain. A sibling host
 * that could set one (cookie tossing) would sign the browser in as somebody else, or redirect it elsewhere.
 */
export function hostOnly({ secure }: CookieScope): CookieScope {
  return { secure };
}

/** SameSite attribute: the cross-site requests that a cookie is sent with. */
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
 * Without Secure, browsers refuse SameSite=None. On http://localhost the attribute is omitted instead: browsers then send
 * the cookie with a cross-site POST too, Chromium for its first two minutes.
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

/** A Set-Cookie value that removes a cookie; it has the attributes with which the cookie was set. */
export function clearCookie(name: string, scope: CookieScope, sameSite: SameSite): string {
  return `${name}=${attributes(scope, sameSite)}; Max-Age=0`;
}

/** One name and value of a Cookie header. */
export interface Cookie {
  readonly name: string;
  readonly value: string;
}

/**
 * Splits a Cookie header (RFC 6265 section 5.4) at `;`, trimming spaces and tabs. Names are case-sensitive. Other white
 * space is part of the name, which then matches no cookie of ours.
 */
export function parseCookies(header: string): readonly Cookie[] {
  return header.split(';').flatMap((pair) => {
    const trimmed = pair.replace(/^[ \t]+|[ \t]+$/g, '');
    const at = trimmed.indexOf('=');
    return at > 0 ? [{ name: trimmed.slice(0, at), value: trimmed.slice(at + 1) }] : [];
  });
}

/**
 * The value of a cookie that must not repeat. Of two with one name, another host has set one (cookie tossing), so neither
 * is trusted.
 */
export function singleCookie(header: string, name: string): string | undefined {
  const [first, ...others] = parseCookies(header).filter((cookie) => cookie.name === name);
  return others.length === 0 ? first?.value : undefined;
}

/** A form_post response is a cross-site POST, with which browsers send only SameSite=None cookies. */
export function sameSiteFor(responseMode: 'query' | 'form_post'): SameSite {
  return responseMode === 'form_post' ? 'None' : 'Lax';
}
