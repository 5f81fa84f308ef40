import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { attemptCookieName } from '../../functions/core/sessions/login-attempt.ts';
import { postLogout } from '../support/backchannel-logout.ts';
import { Browser } from '../support/browser.ts';
import { type FaultyDeployment, startFaultyDeployment } from '../support/faulty-deployment.ts';
import { asJson, getSession, signIn } from '../support/login.ts';
import { expectProblem } from '../support/refusal.ts';

let deployment: FaultyDeployment;
beforeAll(async () => {
  deployment = await startFaultyDeployment({ providers: [{ name: 'op' }, { name: 'hs', algorithm: 'HS256' }] });
  for (const name of ['op', 'hs']) await signIn(deployment.baseUrl, new Browser(), name);
});
afterAll(() => deployment.close());

const times = 10;
const junk = () => randomBytes(64).toString('base64url');

/** Does something ten times in a row; gives the reads of Secrets Manager, and how long all took, in milliseconds. */
async function measure(work: () => Promise<unknown>) {
  const calls: string[] = [];
  deployment.secrets.fault((operation) => {
    calls.push(operation);
    return undefined;
  });
  const before = performance.now();
  for (let time = 0; time < times; time += 1) await work();
  const elapsed = performance.now() - before;
  deployment.secrets.heal();
  return { reads: calls.length, elapsed };
}

/** Less than one wait of a second for each. */
const limitMs = (times * 1000) / 2;

test('login cookies of unknown keys are refused without a wait, and cause one read of the keys a minute at most', async () => {
  const { reads, elapsed } = await measure(async () => {
    const state = randomUUID();
    const cookie = `${attemptCookieName(state, { secure: false })}=m0_${junk()}`;
    const url = `${deployment.baseUrl}/callback/op?state=${state}&code=c`;
    const response = await fetch(url, { headers: { ...asJson, cookie } });
    await expectProblem(response, { status: 400, code: 'login_not_found' });
  });
  expect(reads).toBeLessThanOrEqual(1);
  expect(elapsed).toBeLessThan(limitMs);
});

test('sign-out cookies of unknown keys, too', async () => {
  const { reads, elapsed } = await measure(async () => {
    const state = randomBytes(32).toString('base64url');
    const url = `${deployment.baseUrl}/login?signed_out=true&state=${state}`;
    expect((await fetch(url, { headers: { cookie: `postern-logout=${junk()}` } })).status).toBe(200);
  });
  expect(reads).toBeLessThanOrEqual(1);
  expect(elapsed).toBeLessThan(limitMs);
});

test.each(['op', 'hs'])('logout tokens of %s that no key verifies are refused without a wait', async (name) => {
  const provider = deployment.provider(name);
  const fetched = provider.calls('jwks');
  const { reads, elapsed } = await measure(async () => {
    const token = await provider.logoutToken({ sid: 'x' }, { kid: randomUUID() });
    const logout_token = name === 'op' ? token : `${token.slice(0, -8)}AAAAAAAA`;
    const answers = await postLogout(deployment.baseUrl, name, new URLSearchParams({ logout_token }));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 400));
  });
  // Each version once, in each of the two functions that take logout tokens, besides what is refreshed anyway.
  expect(reads).toBeLessThanOrEqual(name === 'op' ? 2 : 12);
  expect(provider.calls('jwks') - fetched).toBeLessThanOrEqual(1 + (elapsed / 1000) * 2);
  expect(elapsed).toBeLessThan(limitMs);
});

test('a logout token of a new key is obeyed at once, also after junk', async () => {
  const provider = deployment.provider('op');
  const browser = new Browser();
  provider.misbehave({ claims: (claims) => ({ ...claims, sid: 'sid-of-new-key' }) });
  await signIn(deployment.baseUrl, browser, 'op');
  await new Promise((resolve) => setTimeout(resolve, 1100));
  await provider.signer.rotate();
  const body = new URLSearchParams({ logout_token: await provider.logoutToken({ sid: 'sid-of-new-key' }) });
  expect((await fetch(`${deployment.baseUrl}/logout/backchannel/op`, { method: 'POST', body })).status).toBe(200);
  expect((await getSession(deployment.baseUrl, browser)).status).toBe(401);
});
