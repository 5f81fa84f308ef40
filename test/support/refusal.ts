import { expect } from '@jest/globals';
import { Browser } from './browser.ts';
import type { House } from './house.ts';
import { asJson, attemptCookies, reachCallback } from './login.ts';
import type { Misbehaviour } from './programmable-provider.ts';

/** A status and its problem code. */
export interface ExpectedProblem {
  readonly status: number;
  readonly code: string;
}

/** Asserts a problem document that is not to be cached and sets no session; gives the document. */
export async function expectProblem(response: Response, { status, code }: ExpectedProblem) {
  const document = Object(await response.json());
  expect({ status: response.status, code: document.code }).toEqual({ status, code });
  expect(document.status).toBe(status);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(response.headers.getSetCookie().filter((cookie) => cookie.startsWith('postern-session='))).toEqual([]);
  return document;
}

/**
 * A login at a provider that misbehaves is refused for good: the problem, no session, the attempt's cookie cleared,
 * nothing written about anybody, and the attempt of no use to a browser that kept the cookie and finds the provider
 * well again.
 */
export async function expectRefusedLogin(
  house: House,
  providerName: string,
  misbehaviour: Misbehaviour,
  expected: ExpectedProblem,
  query: Record<string, string> = {},
) {
  const { baseUrl, table } = house;
  const provider = house.provider(providerName);
  provider.misbehave(misbehaviour);
  const before = await table.accounts();
  const browser = new Browser();
  const url = await reachCallback(baseUrl, browser, providerName, query);
  const kept = browser.clone();
  const response = await browser.request(url, undefined, asJson);
  const document = await expectProblem(response, expected);
  expect(attemptCookies(browser)).toEqual([]);
  expect(await table.accounts()).toEqual(before);

  provider.misbehave({});
  const exchanges = provider.calls('token');
  const again = await kept.request(url, undefined, asJson);
  await expectProblem(again, { status: 400, code: 'login_not_found' });
  expect(provider.calls('token')).toBe(exchanges);
  expect(await table.accounts()).toEqual(before);
  return document;
}
