import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { logAlarms } from '../../lib/infra/log-alarms.ts';
import { Browser } from '../support/browser.ts';
import { type Deployment, startDeployment } from '../support/deployment.ts';
import { compileFilterPattern } from '../support/filter-pattern.ts';
import { countedBy, logLinesDuring } from '../support/log-lines.ts';
import { asJson, signIn, startLogin } from '../support/login.ts';
import { json } from '../support/programmable-provider/replies.ts';

let deployment: Deployment;
beforeAll(async () => {
  deployment = await startDeployment({ providers: [{ name: 'op' }, { name: 'pushing', pushing: 'required' }] });
});
afterAll(() => deployment.close());

/** Opens the callback of a login of one's own with made-up parameters, in a browser of its own. */
async function openCallback(parameters: Record<string, string>, provider = 'op'): Promise<Response> {
  const browser = new Browser();
  const state = (await startLogin(deployment.baseUrl, browser, provider)).searchParams.get('state') ?? '';
  const query = new URLSearchParams({ state, ...parameters });
  return browser.request(`${deployment.baseUrl}/callback/${provider}?${query}`, undefined, asJson);
}

/** Log lines of refused requests while something is done. */
const during = (work: () => Promise<unknown>) => logLinesDuring(deployment.stack, work);

/** The alarm for which operators are woken if logins are refused more often than they succeed, for a quarter of an hour. */
const rate = 'SignInsRefused';

describe('what a passer-by makes the log say', () => {
  test.each(['invalid_client', 'unauthorized_client', 'server_error', 'temporarily_unavailable', 'invalid_scope'])(
    'error=%s in the callback is a warning about the response, and counts for no alarm about a provider',
    async (error) => {
      const lines = await during(() => openCallback({ error }));
      expect(lines).toEqual([expect.objectContaining({ level: 'warn', event: 'request_refused' })]);
      expect(lines[0]).not.toHaveProperty('error');
      expect(lines[0]).toHaveProperty('response_error', error === 'invalid_client' ? 'unregistered' : error);
      expect(countedBy(lines)).toEqual({ [rate]: 1 });
    },
  );

  test('an error that no specification has is not logged, whatever it says', async () => {
    const forged = 'x","event":"rotation_failed';
    const lines = await during(async () => {
      for (const error of [forged, 'ok\nlevel=error', 'a'.repeat(64)]) await openCallback({ error });
    });
    expect(lines.map((line) => line['response_error'])).toEqual(['unregistered', 'unregistered', 'unregistered']);
    expect(JSON.stringify(lines)).not.toMatch(/rotation_failed|level=error|aaaa/);
    expect(countedBy(lines)).toEqual({ [rate]: 3 });
  });

  test('made-up codes, which only the token endpoint can tell, count for no alarm but the rate', async () => {
    const lines = await during(async () => {
      for (let time = 0; time < 12; time += 1) await openCallback({ code: randomUUID() });
    });
    expect(lines).toHaveLength(12);
    expect(countedBy(lines)).toEqual({ [rate]: 12 });
  });

  test('the code of another login of one’s own, too', async () => {
    const lines = await during(async () => {
      const provider = deployment.provider('op');
      provider.misbehave({ claims: (claims) => ({ ...claims, nonce: 'of-another-login' }) });
      await signIn(deployment.baseUrl, new Browser(), 'op');
      provider.misbehave({});
    });
    expect(lines).toMatchObject([{ level: 'warn', code: 'invalid_id_token', check: 'nonce' }]);
    expect(countedBy(lines)).toEqual({ [rate]: 1 });
  });

  test('parameters of a login that the provider refuses to have pushed, too', async () => {
    const provider = deployment.provider('pushing');
    provider.misbehave({ replies: { push: json(400, { error: 'invalid_request' }) } });
    const lines = await during(() => fetch(`${deployment.baseUrl}/login/pushing?login_hint=junk`));
    provider.misbehave({});
    expect(lines).toMatchObject([{ level: 'warn', code: 'provider_error', error: 'invalid_request' }]);
    expect(countedBy(lines)).toEqual({ [rate]: 1 });
  });

  test('a callback without a login of this browser, junk state and a junk logout token count for no alarm but the rate', async () => {
    const lines = await during(async () => {
      const open = (path: string) => fetch(deployment.baseUrl + path, { headers: asJson, redirect: 'manual' });
      await open(`/callback/op?state=${randomUUID()}&code=c`);
      await open('/callback/op?error=invalid_client');
      await open('/login/op?prompt=none&max_age=junk');
      await fetch(`${deployment.baseUrl}/logout/backchannel/op`, {
        method: 'POST',
        body: new URLSearchParams({ logout_token: 'a.b.c' }),
      });
    });
    expect(countedBy(lines)).toEqual({ [rate]: 2 });
  });
});

test('200 logins with made-up codes leave no event in the audit log, and no session', async () => {
  const [events, accounts] = [await deployment.table.rows('AUDIT#'), await deployment.table.accounts()];
  const lines = await during(async () => {
    for (let time = 0; time < 20; time += 1) {
      const answers = Array.from({ length: 10 }, () => openCallback({ code: randomUUID() }));
      expect((await Promise.all(answers)).map(({ status }) => status)).toEqual(Array(10).fill(502));
    }
  });
  expect(await deployment.table.rows('AUDIT#')).toEqual(events);
  expect(await deployment.table.accounts()).toEqual(accounts);
  expect(countedBy(lines)).toEqual({ [rate]: 200 });
});

test('what is refused to a person whom the provider has authenticated is an event, also without an account', async () => {
  const { table } = deployment;
  const before = (await table.rows('AUDIT#')).length;
  const provider = deployment.provider('op');
  provider.misbehave({ userinfo: () => ({ sub: 'somebody-else' }) });
  await signIn(deployment.baseUrl, new Browser(), 'op', { login_hint: 'authenticated' });
  provider.misbehave({});
  const events = await table.rows('AUDIT#');
  expect(events).toHaveLength(before + 1);
  expect(events).toContainEqual(expect.objectContaining({ event: 'user.sign_in_refused', code: 'provider_error' }));
});

describe('the alarm of a refused client secret', () => {
  test.each([
    ['op', 'token', () => openCallback({ code: 'c' })],
    ['pushing', 'push', () => fetch(`${deployment.baseUrl}/login/pushing`)],
  ] as const)('counts what the endpoints answer: %s, %s', async (name, endpoint, work) => {
    const provider = deployment.provider(name);
    for (const error of ['invalid_client', 'unauthorized_client']) {
      provider.misbehave({ replies: { [endpoint]: json(401, { error }) } });
      const lines = await during(work);
      provider.misbehave({});
      expect(lines).toMatchObject([{ level: 'error', check: 'client_authentication', error }]);
      expect(countedBy(lines)).toMatchObject({ ClientSecretRefused: 1 });
    }
  });
});

test('the rate is compared with the logins that succeed', async () => {
  const lines = await during(() => signIn(deployment.baseUrl, new Browser(), 'op'));
  expect(lines.map(({ event }) => event)).toEqual(['user.created', 'user.signed_in']);
  expect(countedBy(lines)).toEqual({});
  const { outnumberedBy = '{ }' } = logAlarms.find(({ name }) => name === rate) ?? {};
  expect(lines.map(compileFilterPattern(outnumberedBy))).toEqual([false, true]);
});
