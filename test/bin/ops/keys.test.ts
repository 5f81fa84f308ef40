import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Browser } from '../../support/browser.ts';
import { type Deployment, startDeployment } from '../../support/deployment.ts';
import { getSession, reachCallback, signIn } from '../../support/login.ts';
import { answerOf, opsOn } from '../../support/ops.ts';
import { openSecret } from '../../support/secrets.ts';

let deployment: Deployment;
beforeAll(async () => {
  deployment = await startDeployment({ providers: [{ name: 'op' }] });
});
afterAll(() => deployment.close());

const ops = (...args: string[]) => opsOn(deployment, ['keys', ...args]);
const keys = async () => (await openSecret(deployment).value()) ?? {};
const time = expect.stringMatching(/^20\d\d-\d\d-\d\dT[\d:.]+Z$/);

test('keys status shows activation, next key and retired keys, never a key', async () => {
  expect(await answerOf(deployment, ['keys', 'status'])).toEqual({
    keys: 'usable',
    version: expect.any(String),
    current_since: time,
    next: 'ready',
    previous: [],
    rotation: 'none under way',
  });
  const { out } = await ops('status');
  expect(out).toMatch(/^keys +usable\nversion +[\w-]+\ncurrent_since +20\S+\nnext +ready\nprevious +none\n/);
  const { current, next } = await keys();
  for (const key of [current, next]) expect(out).not.toContain(String(key).slice(0, 8));
});

test('keys rotate promotes the next key; a login in progress and a session continue', async () => {
  const [before, browser, later] = [await keys(), new Browser(), new Browser()];
  expect((await signIn(deployment.baseUrl, browser, 'op')).status).toBe(303);
  const callback = await reachCallback(deployment.baseUrl, later, 'op');

  const { code, out, err } = await ops('rotate');
  expect(code).toBe(0);
  expect(out).toMatch(/^version +[\w-]{36}\nstate +current\n$/);
  expect(err).toMatch(/^current since 20\S+; the previous key still opens and verifies what it sealed and signed\n$/);
  const { current, previous } = await keys();
  expect(current).toBe(before['next']);
  expect(previous).toEqual([{ key: before['current'], retired_at: expect.any(Number) }]);
  expect(await answerOf(deployment, ['keys', 'status'])).toMatchObject({
    previous: [{ retired_at: time }],
    next: 'ready',
  });

  expect((await later.request(callback)).status).toBe(303);
  expect((await getSession(deployment.baseUrl, browser)).status).toBe(200);
});

test('keys rotate --leaked asks for confirmation, and replaces all keys at once; sessions continue', async () => {
  const [before, browser] = [await keys(), new Browser()];
  expect((await signIn(deployment.baseUrl, browser, 'op')).status).toBe(303);
  const unasked = await ops('rotate', '--leaked');
  expect(unasked).toMatchObject({ code: 1, out: '' });
  expect(unasked.err).toContain('Replace all session keys at once?');
  expect(await keys()).toEqual(before);

  // A rotation that is under way would bring keys back that have leaked.
  await openSecret(deployment).put(before, 'AWSPENDING');
  const { code, err } = await ops('rotate', '--leaked', '--yes');
  expect(code).toBe(0);
  expect(err).toContain('Logins in progress start again. Tokens that POST /session/token issued so far');
  const after = await keys();
  expect(after).toEqual({ current: expect.any(String), next: expect.any(String), previous: [] });
  expect(JSON.stringify(before)).not.toContain(String(after['current']));
  expect(JSON.stringify(before)).not.toContain(String(after['next']));
  expect(Object.keys(await openSecret(deployment).labels())).toEqual(['AWSCURRENT']);
  expect((await getSession(deployment.baseUrl, browser)).status).toBe(200);

  const rotated = await answerOf<{ actor: string; reason?: string }[]>(deployment, [
    'audit',
    '--event',
    'keys.rotated',
  ]);
  expect(rotated[0]).toMatchObject({ actor: 'operator', reason: 'leaked' });
  expect(rotated.slice(1).every(({ actor }) => actor === 'rule')).toBe(true);
});

test('without a next key, one is generated and the current keys stay', async () => {
  const { current } = await keys();
  await openSecret(deployment).put({ current }, 'AWSCURRENT');
  expect(await answerOf(deployment, ['keys', 'status'])).toMatchObject({ keys: 'usable', next: 'missing' });
  const { code, err } = await ops('rotate');
  expect({ code, err }).toEqual({ code: 0, err: expect.stringContaining('There was no next key yet.') });
  expect(await keys()).toEqual({ current, next: expect.any(String), previous: [] });
});

test('a secret without keys is refused with the remedy', async () => {
  await openSecret(deployment).put({}, 'AWSCURRENT');
  expect(await answerOf(deployment, ['keys', 'status'])).toMatchObject({ keys: 'not usable' });
  const { code, err } = await ops('rotate');
  expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('keys rotate --leaked generates new ones') });
  expect((await ops('rotate', '--leaked', '--yes')).code).toBe(0);
  expect(await answerOf(deployment, ['keys', 'status'])).toMatchObject({ keys: 'usable' });
});
