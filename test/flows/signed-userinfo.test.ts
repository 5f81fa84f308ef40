import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Browser } from '../support/browser.ts';
import { type CertifiedProvider, startCertifiedProvider } from '../support/certified-provider.ts';
import { type LocalStack, startLocalStack } from '../support/local-stack.ts';
import { asJson, getSession, startLogin } from '../support/login.ts';
import { expectProblem } from '../support/refusal.ts';

const algorithms = ['RS256', 'PS256', 'ES256', 'EdDSA', 'HS256'] as const;
const nameOf = (algorithm: string) => `op-${algorithm.toLowerCase()}`;

let provider: CertifiedProvider;
let stack: LocalStack;
beforeAll(async () => {
  provider = await startCertifiedProvider();
  const signed = algorithms.map((userinfoSignedResponseAlg) =>
    provider.config(nameOf(userinfoSignedResponseAlg), { userinfoSignedResponseAlg }),
  );
  stack = await startLocalStack({
    config: {
      ...{ allowSingleSignOn: true, blockAutoCreatedUsers: false },
      providers: [
        ...signed,
        provider.config('not-registered', { userinfoSignedResponseAlg: 'RS256' }),
        provider.config('not-configured'),
        provider.config('otherwise', { userinfoSignedResponseAlg: 'ES256' }),
      ],
    },
  });
  provider.register(stack.baseUrl, [
    ...algorithms.map((alg) => ({ name: nameOf(alg), userinfo_signed_response_alg: alg })),
    { name: 'not-registered' },
    { name: 'not-configured', userinfo_signed_response_alg: 'RS256' },
    { name: 'otherwise', userinfo_signed_response_alg: 'PS256' },
  ]);
});
afterAll(async () => {
  await stack?.stop();
  await provider?.close();
});

/** Passes the provider; gives the callback's response. */
async function logIn(browser: Browser, name: string): Promise<Response> {
  const { url } = await browser.follow(await startLogin(stack.baseUrl, browser, name), provider.issuer);
  return browser.request(url, undefined, asJson);
}

test.each(algorithms)('a certified provider that signs UserInfo by %s is understood', async (algorithm) => {
  const name = nameOf(algorithm);
  provider.person = { sub: name };
  const browser = new Browser();
  expect((await logIn(browser, name)).status).toBe(303);
  expect((await getSession(stack.baseUrl, browser)).document.user).toMatchObject({
    ...{ name: `${name} Example`, email: `${name}@example.com`, email_verified: true },
    identities: [{ provider: name, uid: name }],
  });
});

test.each([
  ['not-registered', 'remove userinfoSignedResponseAlg'],
  ['not-configured', 'set userinfoSignedResponseAlg'],
  ['otherwise', '"check":"alg"'],
])('what the registration and the configuration do not both say is refused: %s', async (name, logged) => {
  provider.person = { sub: name };
  const from = stack.output().length;
  const browser = new Browser();
  await expectProblem(await logIn(browser, name), { status: 502, code: 'provider_error' });
  expect((await getSession(stack.baseUrl, browser)).status).toBe(401);
  expect(stack.output().slice(from)).toContain(logged);
});
