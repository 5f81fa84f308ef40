import { type Notice, type Page, signInPage, styleSource } from '../pages/index.ts';
import { framedPageHeaders, pageHeaders } from './headers.ts';
import type { Response } from './response.ts';
import { loginPath, type Site } from './site.ts';

/**
 * Creates the response that contains a page.
 * @param formTargets Origins other than our own to which the page's forms may redirect.
 */
export function htmlResponse(status: number, page: Page, formTargets: readonly string[]): Response {
  return { status, headers: pageHeaders(styleSource, formTargets), cookies: [], body: page.html };
}

/**
 * Creates the response that contains a text-only page, which pages of other origins may frame.
 * @param ancestors URLs whose origins may frame the page.
 */
export function framedResponse(page: Page, ancestors: readonly string[]): Response {
  const origins = ancestors.map((url) => new URL(url).origin);
  return { status: 200, headers: framedPageHeaders(origins), cookies: [], body: page.html };
}

/**
 * Creates the response that contains the sign-in page, with one button per provider. Each button's link contains
 * `return_to`.
 */
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

/** Origins of the providers' issuers, to which forms may redirect. */
export function providerOrigins(site: Site): readonly string[] {
  return site.providers.map(({ issuer }) => new URL(issuer).origin);
}
