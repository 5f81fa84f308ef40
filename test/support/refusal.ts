import { expect } from '@jest/globals';
import { Browser } from './browser.ts';
import type { Deployment } from './deployment.ts';
import { asJson, attemptCookies, reachAnswer, reachCallback, sendAnswer } from './login.ts';
import type { Misbehaviour } from './programmable-provider/index.ts';
import type { Row } from './table.ts';

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
 * nothing written about anybody, and the attempt of no use to a browser that kept the cookie and finds the provider well
 * again. Once an ID token was verified there is one event in the trail and in the log, and none before. No secret is in
 * either.
 */
export async function expectRefusedLogin(
  deployment: Deployment,
  providerName: string,
  misbehaviour: Misbehaviour,
  expected: ExpectedProblem,
  query: Record<string, string> = {},
) {
  const { baseUrl, table } = deployment;
  const provider = deployment.provider(providerName);
  provider.misbehave(misbehaviour);
  const [before, trail] = [await table.accounts(), await table.rows('AUDIT#')];
  const userinfoBefore = provider.calls('userinfo');
  const browser = new Browser();
  const answer = await reachAnswer(baseUrl, browser, providerName, query);
  const kept = browser.clone();
  const document = await expectProblem(await sendAnswer(browser, answer), expected);
  expect(attemptCookies(browser)).toEqual([]);
  expect(await table.accounts()).toEqual(before);

  provider.misbehave({});
  const exchanges = provider.calls('token');
  // UserInfo is asked only for somebody whose ID token is verified, and only for such a person an account's rules count.
  const isVerified = provider.calls('userinfo') > userinfoBefore || verifiedCodes.has(expected.code);
  await expectProblem(await sendAnswer(kept, answer), { status: 400, code: 'login_not_found' });
  expect(provider.calls('token')).toBe(exchanges);
  expect(await table.accounts()).toEqual(before);

  const told = new Set(trail.map(({ id }) => id));
  const events = (await table.rows('AUDIT#')).filter(({ id }) => !told.has(id));
  await expectRefusalTold(deployment, events, isVerified ? { provider: providerName, code: expected.code } : undefined);
  const code = answer.url.searchParams.get('code') ?? answer.form?.['code'];
  for (const secret of [provider.clientSecret, ...(code === undefined ? [] : [String(code)])]) {
    expect(JSON.stringify(events) + deployment.stack.output()).not.toContain(secret);
  }
  return document;
}

/** Problem codes of refusals to somebody whose ID token was verified. */
const verifiedCodes: ReadonlySet<string> = new Set(['required_claim_missing', 'sign_up_disabled', 'email_taken']);

/** A refusal to somebody whose ID token was verified is told once, unless it is what we could not do just now. */
async function expectRefusalTold(
  { stack }: Deployment,
  events: readonly Row[],
  refused: { readonly provider: string; readonly code: string } | undefined,
): Promise<void> {
  const isTold = refused !== undefined && refused.code !== 'temporarily_unavailable';
  expect(events).toMatchObject(isTold ? [{ event: 'user.sign_in_refused', actor: 'user', ...refused }] : []);
  for (const { id } of events) {
    // A line that was written takes a moment to come out of the run.
    await stack.wrote(String(id));
    expect(stack.output().split(String(id))).toHaveLength(2);
  }
}

/**
 * An authorization response whose form is wrong is refused before any call: the problem, nothing written, the attempt's
 * cookie cleared; sent again without it, the response is refused too.
 */
export async function expectRefusedResponse(
  { baseUrl, table, provider }: Deployment,
  name: string,
  change: (callback: URL) => void,
  expected: ExpectedProblem = { status: 400, code: 'invalid_callback' },
): Promise<void> {
  const browser = new Browser();
  const url = await reachCallback(baseUrl, browser, name);
  change(url);
  const [before, exchanges] = [await table.accounts(), provider(name).calls('token')];
  await expectProblem(await browser.request(url, undefined, asJson), expected);
  expect(attemptCookies(browser)).toEqual([]);
  expect(provider(name).calls('token')).toBe(exchanges);
  expect(await table.accounts()).toEqual(before);
  await expectProblem(await browser.request(url, undefined, asJson), expected);
}

/** A response that belongs to no attempt of this browser: the problem, no call, nothing written, the attempt still good. */
export async function expectUnmatchedResponse(
  { baseUrl, table, provider }: Deployment,
  name: string,
  change: (callback: URL) => void,
  expected: ExpectedProblem,
): Promise<void> {
  const browser = new Browser();
  const url = await reachCallback(baseUrl, browser, name);
  const [before, exchanges] = [await table.rows(''), provider(name).calls('token')];
  const changed = new URL(url);
  change(changed);
  await expectProblem(await browser.request(changed, undefined, asJson), expected);
  expect(provider(name).calls('token')).toBe(exchanges);
  expect(await table.rows('')).toEqual(before);
  expect(attemptCookies(browser)).toHaveLength(1);
  expect((await browser.request(url)).status).toBe(303);
}
