import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Browser } from '../support/browser.ts';
import { type FaultyDeployment, startFaultyDeployment } from '../support/faulty-deployment.ts';
import { asJson, getSession, reachCallback, sessionCookie } from '../support/login.ts';
import { late } from '../support/programmable-provider/replies.ts';

let deployment: FaultyDeployment;
const secretReads: string[] = [];
beforeAll(async () => {
  deployment = await startFaultyDeployment({ providers: [{ name: 'op' }, { name: 'second' }] });
});
afterAll(() => deployment.close());

const people = Array.from({ length: 8 }, (_, index) => `person-${index}`);

/** Everybody at once, each with a provider, a target and a pace of their own. */
async function everybodySignsIn() {
  const visits = people.map((sub, index) => {
    const provider = index % 2 === 0 ? 'op' : 'second';
    return { sub, provider, returnTo: `/of/${sub}`, browser: new Browser() };
  });
  const callbacks = await Promise.all(
    visits.map(({ browser, provider, sub, returnTo }) =>
      reachCallback(deployment.baseUrl, browser, provider, { login_hint: sub, return_to: returnTo }),
    ),
  );
  const responses = await Promise.all(
    visits.map(({ browser }, index) => browser.request(callbacks[index] ?? '', undefined, asJson)),
  );
  return visits.map((visit, index) => ({ ...visit, response: responses[index] }));
}

test('concurrent first requests of new function instances share one read of each document and secret', async () => {
  deployment.secrets.fault((operation) => {
    secretReads.push(operation);
    return undefined;
  });
  for (const name of ['op', 'second']) {
    const slow = late(150);
    deployment.provider(name).misbehave({ replies: { discovery: slow, jwks: slow } });
  }
  const visits = await everybodySignsIn();
  deployment.secrets.heal();
  expect(visits.map(({ response }) => response?.status)).toEqual(people.map(() => 303));
  // The functions that start a login and that finish it read discovery each; only the latter wants keys.
  for (const name of ['op', 'second']) {
    expect(deployment.provider(name).calls('discovery')).toBeLessThanOrEqual(2);
    expect(deployment.provider(name).calls('jwks')).toBe(1);
  }
  // The session keys in either function, and both client secrets where codes are redeemed.
  expect(secretReads.length).toBeLessThanOrEqual(4);
});

test('people who come at once, and overtake each other, each get their own session and go where they wanted', async () => {
  let turn = 0;
  for (const name of ['op', 'second']) {
    const uneven = async (response: Parameters<ReturnType<typeof late>>[0], proceed: () => Promise<void>) => {
      turn += 1;
      await late((turn * 37) % 200)(response, proceed);
    };
    deployment.provider(name).misbehave({ replies: { token: uneven, userinfo: uneven } });
  }
  const cookies = new Set<string | undefined>();
  for (const { sub, provider, returnTo, browser, response } of await everybodySignsIn()) {
    expect([response?.status, response?.headers.get('location')]).toEqual([303, returnTo]);
    const { document } = await getSession(deployment.baseUrl, browser);
    expect(document.user.identities).toMatchObject([{ provider, uid: sub }]);
    expect(document.session.provider).toBe(provider);
    cookies.add(sessionCookie(browser));
  }
  expect(cookies.size).toBe(people.length);
});

test('refused and accepted at once: nobody gets what was another’s', async () => {
  const isRefused = (sub: string) => Number(sub.slice('person-'.length)) % 3 === 0;
  for (const name of ['op', 'second']) {
    deployment.provider(name).misbehave({
      claims: (claims, { sub }) => (isRefused(sub) ? { ...claims, nonce: 'another' } : claims),
    });
  }
  for (const { sub, browser, response } of await everybodySignsIn()) {
    expect([sub, response?.status]).toEqual([sub, isRefused(sub) ? 502 : 303]);
    expect(sessionCookie(browser) === undefined).toBe(isRefused(sub));
  }
});
