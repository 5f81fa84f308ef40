import type { ProviderSettings } from '../contract/provider-settings.ts';
import type { CommonSettings } from '../contract/settings.ts';
import type { CookieScope } from '../sessions/cookies.ts';

/** Public addresses of the deployment. They come from the configuration, never from a request's Host header. */
export interface Site {
  /** Public origin, without a trailing slash. */
  readonly baseUrl: string;
  readonly appOrigins: readonly string[];
  readonly providers: readonly ProviderSettings[];
  readonly cookies: CookieScope;
}

/** Creates the site of a deployment. */
export function createSite(baseUrl: string, settings: CommonSettings): Site {
  return {
    baseUrl,
    appOrigins: settings.appOrigins,
    providers: settings.providers,
    cookies: cookieScope(baseUrl.startsWith('https:'), settings.cookieDomain),
  };
}

/** On http://localhost browsers refuse a cookie of the domain that is configured for https. */
function cookieScope(secure: boolean, domain: string | undefined): CookieScope {
  return secure && domain !== undefined ? { secure, domain } : { secure };
}

/** Redirect URI of a provider's authorization response. */
export function redirectUri(site: Site, provider: string): string {
  return `${site.baseUrl}/callback/${provider}`;
}

/** Post-logout redirect URI: where a provider sends the browser after its own sign-out. */
export function postLogoutRedirectUri(site: Site): string {
  return `${site.baseUrl}/login?signed_out=true`;
}

/** A configured provider by its name in the path. Names are compared, never used as a key of an object. */
export function findProvider(site: Site, name: string | undefined): ProviderSettings | undefined {
  return site.providers.find((provider) => provider.name === name);
}

/** The site without the named providers. */
export function withoutProviders(site: Site, names: Iterable<string>): Site {
  const left = new Set(names);
  return { ...site, providers: site.providers.filter(({ name }) => !left.has(name)) };
}

/** Path that starts a login at a provider. */
export function loginPath(provider: string, returnTo?: string): string {
  return `/login/${provider}${returnTo === undefined ? '' : `?return_to=${encodeURIComponent(returnTo)}`}`;
}

/** Path of the sign-in page, without automatic sign-in. */
export function signInPath(returnTo?: string): string {
  return `/login?auto_sign_in=false${returnTo === undefined ? '' : `&return_to=${encodeURIComponent(returnTo)}`}`;
}

/** Name of the notice on the account page that confirms an action. */
export type AccountNotice = 'linked' | 'unlinked' | 'session_ended' | 'sessions_ended';

/** Path of the account page. */
export function accountPath(notice?: AccountNotice): string {
  return `/account${notice === undefined ? '' : `?notice=${notice}`}`;
}
