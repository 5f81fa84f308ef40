import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Browser } from '../support/browser.ts';
import { functionTimeoutMs } from '../support/deployment.ts';
import { type FaultyDeployment, startFaultyDeployment } from '../support/faulty-deployment.ts';
import type { Fault } from '../support/faulty-service.ts';
import { type LocalStack, startLocalStack } from '../support/local-stack.ts';
import { asJson, reachCallback, signIn } from '../support/login.ts';
import type { ProgrammableProvider } from '../support/programmable-provider/index.ts';
import { hang, late, reset } from '../support/programmable-provider/replies.ts';
import { expectProblem } from '../support/refusal.ts';
import type { Row } from '../support/table.ts';

const hour = 3_600_000;
const names = [
  ...['shared', 'dead', 'stale', 'expired', 'turned', 'flooded', 'refusing', 'slow'],
  ...['foreign', 'broken', 'huge', 'keyless', 'hanging', 'rushed', 'moved'],
];

/** Two deployments with the same providers, table and secrets: each function is there twice, as two instances of it. */
let deployment: FaultyDeployment;
let neighbour: LocalStack;
beforeAll(async () => {
  deployment = await startFaultyDeployment({ providers: names.map((name) => ({ name, algorithm: 'ES256' })) });
  neighbour = await startLocalStack({
    config: {
      ...{ allowSingleSignOn: true, blockAutoCreatedUsers: false },
      providers: names.map((name) => deployment.provider(name).config),
    },
    env: {
      DYNAMODB_ENDPOINT: deployment.dynamodb.endpoint,
      SECRETS_MANAGER_ENDPOINT: deployment.secrets.endpoint,
    },
  });
});
afterEach(() => deployment.dynamodb.heal());
afterAll(async () => {
  await neighbour.stop();
  await deployment.close();
});

const here = (name: string) => signIn(deployment.baseUrl, new Browser(), name);
const next = (name: string) => signIn(neighbour.baseUrl, new Browser(), name);
const asked = (provider: ProgrammableProvider) => [provider.calls('discovery'), provider.calls('jwks')];
/** What is stored of a provider: its metadata and its keys. */
async function documentsOf({ issuer }: ProgrammableProvider): Promise<readonly Row[]> {
  const rows = await deployment.table.rows('DOCUMENT#');
  return rows.filter(({ url }) => String(url).startsWith(`${issuer}/`));
}
/** Makes what is stored of a provider so much older. */
async function age(provider: ProgrammableProvider, milliseconds: number): Promise<void> {
  for (const row of await documentsOf(provider)) {
    await deployment.table.set(row, 'fetched_at', Number(row['fetched_at']) - milliseconds);
  }
}

describe('a cold instance', () => {
  test('asks the provider nothing that another one has asked', async () => {
    const provider = deployment.provider('shared');
    expect((await here('shared')).status).toBe(303);
    const before = asked(provider);
    expect((await next('shared')).status).toBe(303);
    expect(asked(provider)).toEqual(before);
    const kinds = (await documentsOf(provider)).map(({ pk }) => pk.split('#')[1]);
    expect(kinds.sort()).toEqual(['jwks', 'metadata']);
  });

  test('signs people in while the documents of the provider cannot be had', async () => {
    const provider = deployment.provider('dead');
    await here('dead');
    provider.misbehave({ replies: { discovery: reset, jwks: reset } });
    expect((await next('dead')).status).toBe(303);
  });

  test('does so with documents that are stale', async () => {
    const provider = deployment.provider('stale');
    await here('stale');
    await age(provider, 23 * hour);
    provider.misbehave({ replies: { discovery: reset, jwks: reset } });
    const before = asked(provider);
    expect((await next('stale')).status).toBe(303);
    expect(asked(provider).every((calls, index) => calls > (before[index] ?? calls))).toBe(true);
  });

  test('does so while the provider hangs, and leaves the time that signing in takes', async () => {
    const provider = deployment.provider('hanging');
    await here('hanging');
    await age(provider, 2 * hour);
    provider.misbehave({ replies: { discovery: hang, jwks: hang } });
    const before = Date.now();
    expect((await next('hanging')).status).toBe(303);
    expect(Date.now() - before).toBeLessThan(functionTimeoutMs);
  });

  test('sends nobody to the provider by a document that is a day old', async () => {
    const provider = deployment.provider('expired');
    await here('expired');
    await age(provider, 24 * hour);
    provider.misbehave({ replies: { discovery: reset, jwks: reset } });
    const response = await fetch(`${neighbour.baseUrl}/login/expired`, { redirect: 'manual', headers: asJson });
    expect(response.headers.get('location')).toBeNull();
    await expectProblem(response, { status: 503, code: 'temporarily_unavailable' });
    provider.misbehave({});
    expect((await next('expired')).status).toBe(303);
  });
});

test('every instance picks up rotated keys at the first token that needs them', async () => {
  const provider = deployment.provider('turned');
  expect([(await here('turned')).status, (await next('turned')).status]).toEqual([303, 303]);
  const before = provider.calls('jwks');
  await provider.signer.rotate();
  expect([(await here('turned')).status, (await next('turned')).status]).toEqual([303, 303]);
  // The one who comes second finds what the first has read.
  expect(provider.calls('jwks')).toBe(before + 1);
  await provider.signer.rotate();
  expect((await here('turned')).status).toBe(303);
  await provider.signer.rotate();
  expect((await next('turned')).status).toBe(303);
});

test('logout tokens with forged key IDs at four instances cause at most one JWKS request per second', async () => {
  const provider = deployment.provider('flooded');
  await here('flooded');
  await next('flooded');
  const doors = [deployment.baseUrl, neighbour.baseUrl].flatMap((baseUrl) =>
    [`/logout/backchannel/flooded`, '/callback/flooded'].map((path) => baseUrl + path),
  );
  const before = provider.calls('jwks');
  const start = Date.now();
  let refused = 0;
  const flood = async (door: string) => {
    while (Date.now() < start + 4_000 || refused <= 8) {
      const logout_token = await provider.logoutToken({ sub: 'alice' }, { kid: randomUUID() });
      const response = await fetch(door, { method: 'POST', body: new URLSearchParams({ logout_token }) });
      expect([response.status, await response.json()]).toEqual([400, { error: 'invalid_request' }]);
      refused += 1;
    }
  };
  await Promise.all([...doors, ...doors].map(flood));
  const seconds = (Date.now() - start) / 1_000;
  expect(refused).toBeGreaterThan(8);
  expect(provider.calls('jwks') - before).toBeGreaterThan(0);
  expect(provider.calls('jwks') - before).toBeLessThanOrEqual(Math.floor(seconds) + 1);
  expect((await next('flooded')).status).toBe(303);
});

test('two logout tokens with forged key IDs keep nobody from signing in after a key rotation, however slow the provider is', async () => {
  const provider = deployment.provider('rushed');
  await here('rushed');
  const browser = new Browser();
  const callback = await reachCallback(neighbour.baseUrl, browser, 'rushed');
  const junk = async (baseUrl: string) => {
    const logout_token = await provider.logoutToken({ sub: 'alice' }, { kid: randomUUID() });
    const body = new URLSearchParams({ logout_token });
    return fetch(`${baseUrl}/logout/backchannel/rushed`, { method: 'POST', body });
  };
  // Every instance knows the keys, and the turn that this took is over.
  await Promise.all([junk(deployment.baseUrl), junk(neighbour.baseUrl), next('rushed')]);
  await sleep(1_500);
  provider.misbehave({ replies: { jwks: late(1_500) } });
  await provider.signer.rotate();
  const first = junk(deployment.baseUrl);
  await sleep(60);
  const second = junk(neighbour.baseUrl);
  await sleep(60);
  expect((await browser.request(callback, undefined, asJson)).status).toBe(303);
  await Promise.all([first, second]);
});

test('a provider that has moved an endpoint is signed in at by who starts again', async () => {
  const provider = deployment.provider('moved');
  await reachCallback(deployment.baseUrl, new Browser(), 'moved');
  const endpoint = `${provider.issuer}/sign-out`;
  provider.misbehave({ discovery: (document) => ({ ...document, end_session_endpoint: endpoint }) });
  await here('moved');
  expect((await here('moved')).status).toBe(303);
});

describe('the table', () => {
  test.each<[string, Fault]>([
    ['refusing', 'throttle'],
    ['slow', 'hang'],
  ])('%s documents keeps nobody from signing in', async (name, fault) => {
    const provider = deployment.provider(name);
    deployment.dynamodb.fault((_, input) => (input.includes('DOCUMENT#') ? fault : undefined));
    expect([(await here(name)).status, (await next(name)).status]).toEqual([303, 303]);
    expect(await documentsOf(provider)).toEqual([]);
    expect(neighbour.output()).toContain('document_not_shared');
  });

  const anotherIssuer = (body: string) => body.replaceAll('127.0.0.1', 'evil.example');
  test.each<[string, (body: string) => string]>([
    ['foreign', anotherIssuer],
    ['broken', (body) => body.slice(0, -2)],
    ['huge', () => `{"issuer":"${'x'.repeat(300_000)}"}`],
    ['keyless', () => '{"keys":[]}'],
  ])('with %s documents in it: they are not believed, and replaced', async (name, poison) => {
    const provider = deployment.provider(name);
    await here(name);
    const poisoned = await documentsOf(provider);
    for (const row of poisoned) await deployment.table.set(row, 'body', poison(String(row['body'])));
    expect((await next(name)).status).toBe(303);
    const bodies = (await documentsOf(provider)).map(({ body }) => body);
    expect(bodies).toEqual(poisoned.map(({ body }) => body));
  });
});

test('no function lacks a permission for all this', () => {
  expect(deployment.stack.output() + neighbour.output()).not.toContain('AccessDenied');
});
