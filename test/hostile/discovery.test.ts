import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Browser } from '../support/browser.ts';
import { type Deployment, functionTimeoutMs, startDeployment } from '../support/deployment.ts';
import { asJson, signIn } from '../support/login.ts';
import type { Document, Misbehaviour } from '../support/programmable-provider/index.ts';
import { drip, hang, json, oversize, page, redirect, reset } from '../support/programmable-provider/replies.ts';
import { expectProblem } from '../support/refusal.ts';

let deployment: Deployment;
beforeAll(async () => {
  deployment = await startDeployment({
    providers: ['wrong', 'mended', 'down', 'hanging', 'dripping', 'outage'].map((name) => ({ name })),
  });
});
afterAll(() => deployment.close());

const unavailable = { status: 503, code: 'temporarily_unavailable' };

/** A login that cannot begin: no redirect to the provider, no attempt. */
async function expectNoStart(name: string, misbehaviour: Misbehaviour, expected: { status: number; code: string }) {
  deployment.provider(name).misbehave(misbehaviour);
  const browser = new Browser();
  const response = await browser.request(`${deployment.baseUrl}/login/${name}`, undefined, asJson);
  expect(response.headers.get('location')).toBeNull();
  expect(response.headers.get('retry-after')).toBe(expected.status === 503 ? '5' : null);
  await expectProblem(response, expected);
  expect(browser.cookies).toEqual([]);
}

describe('a discovery document that is wrong', () => {
  const providerError = { status: 502, code: 'provider_error' };
  const changed = (change: (document: Document) => Document): Misbehaviour => ({ discovery: change });

  test.each<[string, Misbehaviour]>([
    ['issuer with a trailing slash more', changed((document) => ({ ...document, issuer: `${document['issuer']}/` }))],
    ['no issuer', changed(({ issuer: _, ...document }) => document)],
    ['no authorization_endpoint', changed(({ authorization_endpoint: _, ...document }) => document)],
    ['no token_endpoint', changed(({ token_endpoint: _, ...document }) => document)],
    ['token_endpoint over http elsewhere', changed((d) => ({ ...d, token_endpoint: 'http://op.example/token' }))],
    ['jwks_uri that is a file', changed((document) => ({ ...document, jwks_uri: 'file:///etc/passwd' }))],
    ['userinfo_endpoint with a password', changed((d) => ({ ...d, userinfo_endpoint: 'https://a:b@op.example/' }))],
    [
      'authorization_endpoint that is a script',
      changed((d) => ({ ...d, authorization_endpoint: 'javascript:alert(1)' })),
    ],
    ['an endpoint that is no string', changed((document) => ({ ...document, jwks_uri: ['https://op.example'] }))],
    ['a page instead of JSON', { replies: { discovery: page } }],
    ['a megabyte', { replies: { discovery: oversize } }],
  ])('%s', async (_, misbehaviour) => {
    await expectNoStart('wrong', misbehaviour, providerError);
  });

  test('once it is right, the login goes on: a failure is not kept', async () => {
    await expectNoStart('mended', { replies: { discovery: page } }, providerError);
    await expectNoStart('mended', { replies: { discovery: reset } }, unavailable);
    deployment.provider('mended').misbehave({});
    expect((await signIn(deployment.baseUrl, new Browser(), 'mended')).status).toBe(303);
  });
});

describe('a discovery document that is not to be had', () => {
  test.each<[string, Misbehaviour]>([
    ['500', { replies: { discovery: json(500, {}) } }],
    ['404', { replies: { discovery: json(404, {}) } }],
    ['a redirect, which is not followed', { replies: { discovery: redirect('/jwks') } }],
    ['a cut connection', { replies: { discovery: reset } }],
  ])('%s: 503', async (_, misbehaviour) => {
    await expectNoStart('down', misbehaviour, unavailable);
  });

  test('hanging and dripping: 503 before the function’s time is up, and up again it works', async () => {
    const before = Date.now();
    await Promise.all([
      expectNoStart('hanging', { replies: { discovery: hang } }, unavailable),
      expectNoStart('dripping', { replies: { discovery: drip } }, unavailable),
    ]);
    expect(Date.now() - before).toBeLessThan(functionTimeoutMs);
    for (const name of ['hanging', 'dripping']) {
      deployment.provider(name).misbehave({});
      expect((await signIn(deployment.baseUrl, new Browser(), name)).status).toBe(303);
    }
  });

  test('a document that was read carries logins over an outage', async () => {
    expect((await signIn(deployment.baseUrl, new Browser(), 'outage')).status).toBe(303);
    deployment.provider('outage').misbehave({ replies: { discovery: reset } });
    expect((await signIn(deployment.baseUrl, new Browser(), 'outage')).status).toBe(303);
  });
});
