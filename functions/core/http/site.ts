import type { ProviderSettings } from '../contract/provider-settings.ts';
import type { CommonSettings } from '../contract/settings.ts';
import type { Reauthentication } from '../errors.ts';
import type { CookieScope } from '../sessions/cookies.ts';

/**
 * The public origin, app origins, providers and cookie scope of the deployment. They come from the configuration, never
 * from a request's Host header.
 */
export interface Site {
  /** Public origin of the deployment, without a trailing slash. */
  readonly baseUrl: string;
  readonly appOrigins: readonly string[];
  readonly providers: readonly ProviderSettings[];
  readonly cookies: CookieScope;
}

/** Creates the site from the public origin and a function's settings. */
export function createSite(baseUrl: string, settings: CommonSettings): Site {
  return {
    baseUrl,
    appOrigins: settings.appOrigins,
    providers: settings.providers,
    cookies: cookieScope(baseUrl.startsWith('https:'), settings.cookieDomain),
  };
}

/**
 * Scope of the cookies. On http://localhost the configured cookie domain is ignored, since browsers would refuse a
 * cookie for another domain.
 */
function cookieScope(secure: boolean, domain: string | undefined): CookieScope {
  return secure && domain !== undefined ? { secure, domain } : { secure };
}

/** Redirect URI to which a provider sends its authorization response. */
export function redirectUri(site: Site, provider: string): string {
  return `${site.baseUrl}/callback/${provider}`;
}

/** Post-logout redirect URI, to which a provider redirects the browser after its own sign-out. */
export function postLogoutRedirectUri(site: Site): string {
  return `${site.baseUrl}/login?signed_out=true`;
}

/**
 * Finds a configured provider by the name in a request's path. The name is compared with each provider's, and never
 * used as a key of an object.
 */
export function findProvider(site: Site, name: string | undefined): ProviderSettings | undefined {
  return site.providers.find((provider) => provider.name === name);
}

/** Returns a copy of the site that lacks the providers of these names. */
export function withoutProviders(site: Site, names: Iterable<string>): Site {
  const left = new Set(names);
  return { ...site, providers: site.providers.filter(({ name }) => !left.has(name)) };
}

/** Path that starts a login at a provider, with `return_to` if given. */
export function loginPath(provider: string, returnTo?: string): string {
  return `/login/${provider}${returnTo === undefined ? '' : `?return_to=${encodeURIComponent(returnTo)}`}`;
}

/** Path that starts a login at a provider, after which the person returns to the account page. */
export function reauthenticationPath({ provider, maxAge }: Reauthentication): string {
  return `${loginPath(provider, accountPath())}${maxAge === undefined ? '' : `&max_age=${maxAge}`}`;
}

/** Path of the sign-in page. Its `auto_sign_in=false` shows the page even if automatic sign-in is configured. */
export function signInPath(returnTo?: string): string {
  return `/login?auto_sign_in=false${returnTo === undefined ? '' : `&return_to=${encodeURIComponent(returnTo)}`}`;
}

/** Name of a notice on the account page, which confirms an action. */
export type AccountNotice = 'linked' | 'unlinked' | 'unlinked_address' | 'session_ended' | 'sessions_ended';

/** Path of the account page, with the name of a notice to show, if given. */
export function accountPath(notice?: AccountNotice): string {
  return `/account${notice === undefined ? '' : `?notice=${notice}`}`;
}
