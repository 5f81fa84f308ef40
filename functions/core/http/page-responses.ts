import { type Notice, type Page, signInPage, styleSource } from '../pages/index.ts';
import { framedPageHeaders, pageHeaders } from './headers.ts';
import type { Response } from './response.ts';
import { loginPath, type Site } from './site.ts';

/**
 * A page as a response.
 * @param formTargets Origins beside our own to which the page's forms may redirect.
 */
export function htmlResponse(status: number, page: Page, formTargets: readonly string[]): Response {
  return { status, headers: pageHeaders(styleSource, formTargets), cookies: [], body: page.html };
}

/**
 * A text-only page as a response that may be framed.
 * @param ancestors URLs whose origins may frame it.
 */
export function framedResponse(page: Page, ancestors: readonly string[]): Response {
  const origins = ancestors.map((url) => new URL(url).origin);
  return { status: 200, headers: framedPageHeaders(origins), cookies: [], body: page.html };
}

/** The sign-in page as a response: one button per provider, each with `return_to`. */
export function signInResponse(status: number, site: Site, returnTo: string | undefined, notice?: Notice): Response {
  const providers = site.providers.map(({ name, label, type, icon }) => ({
    name,
    label,
    type,
    ...(icon !== undefined && { icon }),
    href: loginPath(name, returnTo),
  }));
  return htmlResponse(status, signInPage({ providers, ...(notice && { notice }) }), providerOrigins(site));
}

/** Origins of the configured issuers. */
export function providerOrigins(site: Site): readonly string[] {
  return site.providers.map(({ issuer }) => new URL(issuer).origin);
}
