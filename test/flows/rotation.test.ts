import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { Browser } from '../support/browser.ts';
import { type Deployment, startDeployment } from '../support/deployment.ts';
import { asJson, getSession, reachCallback, signIn } from '../support/login.ts';
import { answerOf, opsOn } from '../support/ops.ts';

const names = ['rs', 'hs'] as const;
let deployment: Deployment;
beforeAll(async () => {
  deployment = await startDeployment({ providers: [{ name: 'rs' }, { name: 'hs', algorithm: 'HS256' }] });
});
afterAll(() => deployment.close());

/** Signs in again and again until `work` is done. @returns the status of each sign-in. */
async function signInWhile(provider: string, work: () => Promise<void>): Promise<readonly number[]> {
  const statuses: number[] = [];
  let done = false;
  async function person() {
    while (!done) statuses.push((await signIn(deployment.baseUrl, new Browser(), provider)).status);
  }
  const people = Promise.all([person(), person()]);
  await work().finally(() => {
    done = true;
  });
  await people;
  return statuses;
}

async function ops(args: readonly string[], input = '', code = 0): Promise<void> {
  const answer = await opsOn(deployment, args, input);
  expect({ ...answer, out: '' }).toEqual({ code, out: '', err: expect.any(String) });
}

function expectAllSignedIn(statuses: readonly number[]): void {
  expect(statuses.length).toBeGreaterThan(4);
  expect(statuses.filter((status) => status !== 303)).toEqual([]);
}

const status = (provider: string) => answerOf<{ fallbacks: object }>(deployment, ['secret', 'status', provider]);

describe.each(names)('while people sign in with %s', (name) => {
  test('the client secret changes at a provider that takes both, and nobody notices', async () => {
    const provider = deployment.provider(name);
    const secret = randomUUID();
    const statuses = await signInWhile(name, async () => {
      provider.addSecret(secret);
      await ops(['secret', 'set', name], secret);
      provider.changeSecret(secret);
      await signIn(deployment.baseUrl, new Browser(), name);
    });
    expectAllSignedIn(statuses);
  });

  test('the client secret changes at a provider that takes one, and the staged one takes its place', async () => {
    const provider = deployment.provider(name);
    const secret = randomUUID();
    const statuses = await signInWhile(name, async () => {
      await ops(['secret', 'stage', name], secret);
      provider.changeSecret(secret);
      await signIn(deployment.baseUrl, new Browser(), name);
      await ops(['secret', 'rotate', name]);
    });
    expectAllSignedIn(statuses);
    expect(JSON.stringify((await status(name)).fallbacks)).toContain('pending');
  });

  test('a wrong client secret is set, and stays out', async () => {
    const statuses = await signInWhile(name, () => ops(['secret', 'set', name], randomUUID(), 1));
    expectAllSignedIn(statuses);
  });
});

test('session keys turn twice: logins, sessions and tokens of before go on, and the key set shows all', async () => {
  const { baseUrl } = deployment;
  const before = new Browser();
  expect((await signIn(baseUrl, before, 'rs')).status).toBe(303);
  const underWay = new Browser();
  const callback = await reachCallback(baseUrl, underWay, 'rs');
  const token = await accessToken(before);

  const statuses = await signInWhile('rs', async () => {
    await ops(['keys', 'rotate']);
    await ops(['keys', 'rotate']);
  });
  expectAllSignedIn(statuses);
  expect((await underWay.request(callback)).status).toBe(303);
  expect((await getSession(baseUrl, before)).status).toBe(200);
  const keySet = createRemoteJWKSet(new URL(`${baseUrl}/.well-known/jwks.json`));
  await expect(jwtVerify(token, keySet, { issuer: baseUrl })).resolves.toBeDefined();
  await expect(jwtVerify(await accessToken(before), keySet, { issuer: baseUrl })).resolves.toBeDefined();
});

test('leaked session keys are replaced without a previous one; sessions go on, and people sign in', async () => {
  const { baseUrl } = deployment;
  const before = new Browser();
  expect((await signIn(baseUrl, before, 'rs')).status).toBe(303);
  await ops(['keys', 'rotate', '--leaked', '--yes']);
  expect(await answerOf(deployment, ['keys', 'status'])).toMatchObject({ keys: 'usable', next: 'ready', previous: [] });
  expect((await signIn(baseUrl, new Browser(), 'rs')).status).toBe(303);
  expect((await getSession(baseUrl, before)).status).toBe(200);
});

async function accessToken(browser: Browser): Promise<string> {
  const answer = await browser.request(`${deployment.baseUrl}/session/token`, {}, asJson);
  expect(answer.status).toBe(200);
  const { access_token }: { readonly access_token?: string } = Object(await answer.json());
  return String(access_token);
}
