import { expect } from '@jest/globals';
import { Browser } from '../browser.ts';
import { attemptCookies, getSession, reachAnswer, sendAnswer, sessionCookie } from '../login.ts';
import type { Misbehaviour } from '../programmable-provider/index.ts';
import { expectRefusedLogin } from '../refusal.ts';
import type { ConformanceModule, ModuleContext } from './module.ts';

/** The person is signed in: a session that answers with this identity, the attempt's cookie cleared, UserInfo asked. */
export async function expectSignedIn(
  { deployment, provider }: ModuleContext,
  misbehaviour: Misbehaviour = {},
  sub = 'alice',
): Promise<{ readonly browser: Browser; readonly session: { readonly user: object } }> {
  provider.misbehave(misbehaviour);
  const browser = new Browser();
  const asked = provider.calls('userinfo');
  const answer = await reachAnswer(deployment.baseUrl, browser, provider.name, { login_hint: sub });
  const response = await sendAnswer(browser, answer);
  expect([response.status, response.headers.get('location')]).toEqual([303, '/']);
  expect(attemptCookies(browser)).toEqual([]);
  expect(sessionCookie(browser)).toBeDefined();
  expect(provider.calls('userinfo')).toBe(asked + 1);
  const { status, document } = await getSession(deployment.baseUrl, browser);
  expect(status).toBe(200);
  expect(document.user.identities).toMatchObject([{ provider: provider.name, uid: sub }]);
  return { browser, session: document };
}

/** A module whose login is fine. */
export function acceptedLogin(provider: string, misbehaviour: Misbehaviour = {}): ConformanceModule {
  return {
    provider,
    we: 'sign the person in',
    run: async (context) => void (await expectSignedIn(context, misbehaviour)),
  };
}

/** A module whose ID token is refused before UserInfo is asked. */
export function refusedIdToken(
  provider: string,
  misbehaviour: Misbehaviour,
  query: Record<string, string> = {},
): ConformanceModule {
  return {
    provider,
    we: 'refuse the login (`invalid_id_token`), and do not call UserInfo',
    async run({ deployment, provider: { name, calls } }) {
      await expectRefusedLogin(deployment, name, misbehaviour, { status: 502, code: 'invalid_id_token' }, query);
      expect([calls('token'), calls('userinfo')]).toEqual([1, 0]);
    },
  };
}
