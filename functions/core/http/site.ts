import type { ProviderSettings } from '../contract/provider-settings.ts';
import type { CommonSettings } from '../contract/settings.ts';
import type { CookieScope } from '../sessions/cookies.ts';

/** The deployment as seen from outside. Everything comes from configuration, nothing from a request's Host. */
export interface Site {
  /** Public origin, without a trailing slash. */
  readonly baseUrl: string;
  readonly appOrigins: readonly string[];
  readonly providers: readonly ProviderSettings[];
  readonly cookies: CookieScope;
}

/** Describes a deployment. */
export function createSite(baseUrl: string, settings: CommonSettings): Site {
  return {
    baseUrl,
    appOrigins: settings.appOrigins,
    providers: settings.providers,
    cookies: cookieScope(baseUrl.startsWith('https:'), settings.cookieDomain),
  };
}

/** On http://localhost no browser would keep a cookie of the domain that is configured for https. */
function cookieScope(secure: boolean, domain: string | undefined): CookieScope {
  return secure && domain !== undefined ? { secure, domain } : { secure };
}

/** The URL to which a provider sends its authorization response. */
export function redirectUri(site: Site, provider: string): string {
  return `${site.baseUrl}/callback/${provider}`;
}

/** The URL to which a provider sends the browser back after its own sign-out. */
export function postLogoutRedirectUri(site: Site): string {
  return `${site.baseUrl}/login?signed_out=true`;
}

/** A configured provider by its name in the path; names are compared, never looked up on an object. */
export function findProvider(site: Site, name: string | undefined): ProviderSettings | undefined {
  return site.providers.find((provider) => provider.name === name);
}

/** The deployment without the providers of these names. */
export function withoutProviders(site: Site, names: Iterable<string>): Site {
  const left = new Set(names);
  return { ...site, providers: site.providers.filter(({ name }) => !left.has(name)) };
}

/** Path that starts a login at a provider. */
export function loginPath(provider: string, returnTo?: string): string {
  return `/login/${provider}${returnTo === undefined ? '' : `?return_to=${encodeURIComponent(returnTo)}`}`;
}

/** Path of the sign-in page, where nothing goes on by itself. */
export function signInPath(returnTo?: string): string {
  return `/login?auto_sign_in=false${returnTo === undefined ? '' : `&return_to=${encodeURIComponent(returnTo)}`}`;
}

/** What the account page says first, of what was done just now. */
export type AccountNotice = 'linked' | 'unlinked' | 'session_ended' | 'sessions_ended';

/** Path of the account page. */
export function accountPath(notice?: AccountNotice): string {
  return `/account${notice === undefined ? '' : `?notice=${notice}`}`;
}
