import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Browser } from '../support/browser.ts';
import { type LocalStack, startLocalStack } from '../support/local-stack.ts';
import { asJson, getSession, signIn } from '../support/login.ts';
import { type ProgrammableProvider, startProgrammableProvider } from '../support/programmable-provider/index.ts';
import { expectProblem } from '../support/refusal.ts';
import { openTable, type TestTable } from '../support/table.ts';

/** Providers whose entries are `enabled: false` from the second deployment on, and people who signed in before. */
let providers: readonly ProgrammableProvider[];
let [dataDir, stack, table]: [string, LocalStack, TestTable] = ['', Object(), Object()];
const people = new Map<string, Browser>();

const start = (enabled: boolean) =>
  startLocalStack({
    dataDir,
    config: {
      ...{ allowSingleSignOn: true, blockAutoCreatedUsers: false },
      providers: providers.map(({ config, name }) => ({ ...config, enabled: enabled || name === 'kept' })),
    },
  });

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'postern-disabled-'));
  const options = [{ name: 'kept' }, { name: 'rs' }, { name: 'hs', algorithm: 'HS256' as const }];
  providers = await Promise.all(options.map(startProgrammableProvider));
  const first = await start(true);
  for (const { name, misbehave } of providers) {
    for (const person of ['back', 'callback', 'front']) {
      const sid = `sid-of-${person}`;
      misbehave({ claims: (claims) => ({ ...claims, sid }) });
      const browser = new Browser();
      expect((await signIn(first.baseUrl, browser, name, { login_hint: person })).status).toBe(303);
      people.set(`${name} ${person}`, browser);
    }
  }
  await first.stop();
  stack = await start(false);
  table = openTable(stack.local);
});
afterAll(async () => {
  table.close();
  await stack.stop();
  await Promise.all(providers.map((provider) => provider.close()));
  await rm(dataDir, { recursive: true, force: true });
});

const browserOf = (name: string, person: string) => people.get(`${name} ${person}`) ?? new Browser();
const provider = (name: string) => providers.find((each) => each.name === name) ?? providers[0];
const status = async (name: string, person: string) =>
  (await getSession(stack.baseUrl, browserOf(name, person))).status;

/** Posts a logout token of a person to a path; gives the status. */
async function postToken(path: string, name: string, claims: object): Promise<number> {
  const body = new URLSearchParams({ logout_token: (await provider(name)?.logoutToken({ ...claims })) ?? '' });
  return (await fetch(`${stack.baseUrl}${path}/${name}`, { method: 'POST', body })).status;
}

test.each(['rs', 'hs'])('%s: nobody signs in any more, and sessions of before go on', async (name) => {
  const unknown = { status: 404, code: 'unknown_provider' };
  await expectProblem(await new Browser().request(`${stack.baseUrl}/login/${name}`, undefined, asJson), unknown);
  const callback = `${stack.baseUrl}/callback/${name}?state=s&code=c`;
  await expectProblem(await new Browser().request(callback, undefined, asJson), unknown);
  for (const person of ['back', 'callback', 'front']) expect(await status(name, person)).toBe(200);
});

test.each(['rs', 'hs'])('%s: its logout tokens end them, and the audit log says so', async (name) => {
  const before = (await table.rows('AUDIT#')).length;
  expect(await postToken('/logout/backchannel', name, { sid: 'sid-of-back' })).toBe(200);
  expect([await status(name, 'back'), await status(name, 'callback')]).toEqual([401, 200]);
  expect(await postToken('/callback', name, { sid: 'sid-of-callback' })).toBe(200);
  expect(await status(name, 'callback')).toBe(401);
  const events = await table.rows('AUDIT#');
  expect(events.filter(({ event, user }) => event === 'provider.signed_out' && user).length).toBeGreaterThan(0);
  expect(events).toHaveLength(before + 2);
});

test.each(['rs', 'hs'])('%s: forged logout tokens end nothing', async (name) => {
  expect(await postToken('/logout/backchannel', name, { sid: 'sid-of-front', aud: 'another' })).toBe(400);
  expect(await status(name, 'front')).toBe(200);
});

test.each(['rs', 'hs'])('%s: its front-channel logout ends the browser’s session', async (name) => {
  const query = new URLSearchParams({ iss: provider(name)?.issuer ?? '', sid: 'sid-of-front' });
  const url = `${stack.baseUrl}/logout/frontchannel/${name}?${query}`;
  const kept = browserOf(name, 'front').clone();
  expect((await browserOf(name, 'front').request(url)).status).toBe(200);
  expect((await getSession(stack.baseUrl, kept)).status).toBe(401);
});

test('a provider that was never configured has no routes', async () => {
  expect(await postToken('/logout/backchannel', 'kept', { sid: 'x' })).toBe(200);
  const response = await fetch(`${stack.baseUrl}/logout/backchannel/never`, { method: 'POST', headers: asJson });
  await expectProblem(response, { status: 404, code: 'unknown_provider' });
});
