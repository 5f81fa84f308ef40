import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Browser } from '../support/browser.ts';
import { type Deployment, startDeployment } from '../support/deployment.ts';
import { signIn } from '../support/login.ts';
import { json, page, reset } from '../support/programmable-provider/replies.ts';
import { expectProblem, expectRefusedLogin } from '../support/refusal.ts';

let deployment: Deployment;
const algorithms = ['ES256', 'EdDSA'] as const;
beforeAll(async () => {
  deployment = await startDeployment({
    providers: [
      ...algorithms.map((algorithm) => ({ name: algorithm.toLowerCase(), algorithm })),
      ...['down', 'guessing', 'internal'].map((name) => ({ name })),
    ],
  });
});
afterAll(() => deployment.close());

async function expectSignedIn(name: string): Promise<void> {
  expect((await signIn(deployment.baseUrl, new Browser(), name)).status).toBe(303);
}

test.each(algorithms)('%s: keys change between two logins, beside keys of other kinds', async (algorithm) => {
  const provider = deployment.provider(algorithm.toLowerCase());
  await expectSignedIn(provider.name);
  await expectSignedIn(provider.name);
  expect(provider.calls('jwks')).toBe(1);
  await provider.signer.rotate();
  await expectSignedIn(provider.name);
  expect(provider.calls('jwks')).toBe(2);
});

describe('a JWKS that is not to be had', () => {
  test('refused while nothing is known, and kept over an outage afterwards', async () => {
    const unavailable = { status: 503, code: 'temporarily_unavailable' };
    await expectRefusedLogin(deployment, 'down', { replies: { jwks: json(500, {}) } }, unavailable);
    await expectRefusedLogin(deployment, 'down', { replies: { jwks: reset } }, unavailable);
    const providerError = { status: 502, code: 'provider_error' };
    await expectRefusedLogin(deployment, 'down', { replies: { jwks: page } }, providerError);
    await expectRefusedLogin(deployment, 'down', { replies: { jwks: json(200, { keys: 'none' }) } }, providerError);
    await expectSignedIn('down');
    deployment.provider('down').misbehave({ replies: { jwks: reset } });
    await expectSignedIn('down');
  });

  test('forged key IDs do not become load: many at once cause few requests at the provider', async () => {
    const provider = deployment.provider('guessing');
    await expectSignedIn('guessing');
    const before = provider.calls('jwks');
    provider.misbehave({ header: (header) => ({ ...header, kid: randomUUID() }) });
    const guesses = Array.from({ length: 10 }, () => signIn(deployment.baseUrl, new Browser(), 'guessing'));
    const invalid = { status: 502, code: 'invalid_id_token' };
    for (const response of await Promise.all(guesses)) await expectProblem(response, invalid);
    expect(provider.calls('jwks') - before).toBeLessThanOrEqual(3);
    provider.misbehave({});
    await expectSignedIn('guessing');
  });

  test('an endpoint that leads to the metadata service of the cloud is not called', async () => {
    const jwks_uri = 'https://169.254.169.254/latest/meta-data/';
    const misbehaviour = { discovery: (document: object) => ({ ...document, jwks_uri }) };
    await expectRefusedLogin(deployment, 'internal', misbehaviour, { status: 502, code: 'provider_error' });
  });
});
