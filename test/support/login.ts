import type { Browser, Form } from './browser.ts';

/** Asks for JSON, as a program does. */
export const asJson = { accept: 'application/json' } as const;

/** Where a response leads. Throws where it leads nowhere. */
export function locationOf(response: Response): URL {
  const location = response.headers.get('location');
  if (location === null) throw new Error(`${response.url} answered ${response.status} without a Location`);
  return new URL(location, response.url);
}

/** Where the return from a sign-out leads a browser: by a redirect, or a page that goes on by itself. */
export async function redirectTargetOf(response: Response): Promise<string | null> {
  const location = response.headers.get('location');
  if (location !== null) return location;
  const [, target] = /<meta http-equiv="refresh" content="0;url=([^"]+)">/.exec(await response.text()) ?? [];
  return target?.replaceAll('&amp;', '&') ?? null;
}

/** Starts a login; gives the authorization request's URL at the provider. */
export async function startLogin(
  baseUrl: string,
  browser: Browser,
  provider: string,
  query: Record<string, string> = {},
): Promise<URL> {
  const response = await browser.request(`${baseUrl}/login/${provider}?${new URLSearchParams(query)}`);
  await response.body?.cancel();
  return locationOf(response);
}

/** Starts a login and passes a programmable provider; gives the URL of the callback that the browser is to open. */
export async function reachCallback(
  baseUrl: string,
  browser: Browser,
  provider: string,
  query: Record<string, string> = {},
): Promise<URL> {
  return locationOf(await browser.request(await startLogin(baseUrl, browser, provider, query)));
}

/** What the browser is to send to the callback: a GET, or the form that `form_post` has it post. */
export interface Answer {
  readonly url: URL;
  readonly form?: Form;
}

/** As `reachCallback`, in whichever response mode the login asked for. */
export async function reachAnswer(
  baseUrl: string,
  browser: Browser,
  provider: string,
  query: Record<string, string> = {},
): Promise<Answer> {
  const response = await browser.request(await startLogin(baseUrl, browser, provider, query));
  if (response.headers.has('location')) return { url: locationOf(response) };
  const { action, fields } = readFirstForm(await response.text());
  return { url: new URL(action), form: fields };
}

/** Sends it, as a program that asks for JSON. */
export function sendAnswer(browser: Browser, { url, form }: Answer): Promise<Response> {
  return browser.request(url, form, asJson);
}

/** A whole login at a programmable provider; gives the callback's response. */
export async function signIn(
  baseUrl: string,
  browser: Browser,
  provider: string,
  query: Record<string, string> = {},
): Promise<Response> {
  return browser.request(await reachCallback(baseUrl, browser, provider, query), undefined, asJson);
}

/** Asks from the account page to link a provider; gives the response, which leads to the provider. */
export function startLink(
  baseUrl: string,
  browser: Browser,
  provider: string,
  form: Record<string, string> = {},
): Promise<Response> {
  return browser.request(`${baseUrl}/account/providers/${provider}`, form, { ...asJson, origin: baseUrl });
}

/** Starts linking and passes a programmable provider; gives the URL of the callback that the browser is to open. */
export async function reachLinkCallback(
  baseUrl: string,
  browser: Browser,
  provider: string,
  form: Record<string, string> = {},
): Promise<URL> {
  return locationOf(await browser.request(locationOf(await startLink(baseUrl, browser, provider, form))));
}

/** Links an identity at a programmable provider from the account page; gives the callback's response. */
export async function linkProvider(
  baseUrl: string,
  browser: Browser,
  provider: string,
  form: Record<string, string> = {},
): Promise<Response> {
  return browser.request(await reachLinkCallback(baseUrl, browser, provider, form), undefined, asJson);
}

/** Unlinks a provider from the account page, by a form without JavaScript unless the headers say otherwise. */
export function unlinkProvider(
  baseUrl: string,
  browser: Browser,
  provider: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const form = { _method: 'DELETE' };
  return browser.request(`${baseUrl}/account/providers/${provider}`, form, { origin: baseUrl, ...headers });
}

/** Status and document of `GET /session`. */
export async function getSession(baseUrl: string, browser: Browser) {
  const response = await browser.request(`${baseUrl}/session`, undefined, asJson);
  const document = Object(await response.json());
  return { status: response.status, document };
}

/** Cookies of open login attempts. */
export function attemptCookies(browser: Browser): readonly string[] {
  return browser.cookies.map(({ name }) => name).filter((name) => name.startsWith('postern-login-'));
}

/** The session cookie's value, if the browser has one. */
export function sessionCookie(browser: Browser): string | undefined {
  return browser.cookies.find(({ name }) => name === 'postern-session')?.value;
}

/** The value of the cookie of a sign-out at the provider, if the browser has one. */
export function logoutCookie(browser: Browser): string | undefined {
  return browser.cookies.find(({ name }) => name === 'postern-logout')?.value;
}

/** Action and hidden inputs of a page's first form. */
export function readFirstForm(page: string): {
  readonly action: string;
  readonly fields: Readonly<Record<string, string>>;
} {
  const [, action = ''] = /<form[^>]* action="([^"]+)"/.exec(page) ?? [];
  const inputs = page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g);
  return { action, fields: Object.fromEntries([...inputs].map(([, name = '', value = '']) => [name, value])) };
}
