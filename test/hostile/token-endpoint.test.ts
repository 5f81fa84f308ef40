import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Browser } from '../support/browser.ts';
import { type Deployment, functionTimeoutMs, startDeployment } from '../support/deployment.ts';
import { asJson, reachCallback, signIn } from '../support/login.ts';
import type { Misbehaviour } from '../support/programmable-provider/index.ts';
import type { Reply } from '../support/programmable-provider/misbehaviour.ts';
import { drip, hang, json, late, oversize, page, redirect, reset } from '../support/programmable-provider/replies.ts';
import { expectProblem, expectRefusedLogin } from '../support/refusal.ts';

let deployment: Deployment;
const slow = ['hanging', 'dripping', 'hanging-userinfo', 'resetting'];
beforeAll(async () => {
  deployment = await startDeployment({ providers: ['quick', ...slow].map((name) => ({ name })) });
});
afterAll(() => deployment.close());

const providerError = { status: 502, code: 'provider_error' };
const compressed: Reply = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end('{}');
};
const invalidClient = json(401, { error: 'invalid_client' });

describe('a token endpoint that answers wrongly', () => {
  test.each<[string, Misbehaviour]>([
    ['500', { replies: { token: json(500, { error: 'server_error' }) } }],
    ['500 with a page', { replies: { token: (response) => void response.writeHead(500).end('<h1>Oops</h1>') } }],
    ['a page instead of JSON', { replies: { token: page } }],
    ['an empty answer', { replies: { token: (response) => void response.writeHead(200).end() } }],
    ['JSON that is no object', { replies: { token: json(200, ['id_token']) } }],
    ['a redirect, which is not followed', { replies: { token: redirect('/jwks') } }],
    ['a megabyte', { replies: { token: oversize } }],
    ['a compressed answer', { replies: { token: compressed } }],
    ['invalid_grant', { replies: { token: json(400, { error: 'invalid_grant' }) } }],
    ['a spent code as 403', { replies: { token: json(403, { error: 'invalid_code' }) } }],
    ['unauthorized_client as 403', { replies: { token: json(403, { error: 'unauthorized_client' }) } }],
    ['invalid_client', { replies: { token: invalidClient } }],
    ['no id_token', { tokens: ({ id_token: _, ...tokens }) => tokens }],
    ['an id_token that is no string', { tokens: (tokens) => ({ ...tokens, id_token: { sub: 'alice' } }) }],
  ])('%s', async (_, misbehaviour) => {
    const provider = deployment.provider('quick');
    const [tokens, jwks, userinfo] = [provider.calls('token'), provider.calls('jwks'), provider.calls('userinfo')];
    await expectRefusedLogin(deployment, 'quick', misbehaviour, providerError);
    expect(provider.calls('token')).toBe(tokens + 1);
    expect(provider.calls('jwks')).toBe(jwks);
    expect(provider.calls('userinfo')).toBe(userinfo);
    expect((await signIn(deployment.baseUrl, new Browser(), 'quick')).status).toBe(303);
  });

  test('the log tells the cure for a wrong secret, and no secret', async () => {
    await expectRefusedLogin(deployment, 'quick', { replies: { token: invalidClient } }, providerError);
    expect(deployment.stack.output()).toContain('client_secret_post');
    expect(deployment.stack.output()).not.toContain(deployment.provider('quick').clientSecret);
  });
});

describe('a provider that does not answer', () => {
  test('504 before the function’s time is up, the code sent once, and the next attempt works', async () => {
    const unreachable = { status: 504, code: 'provider_unreachable' };
    const cases: readonly (readonly [string, Misbehaviour])[] = [
      ['hanging', { replies: { token: hang } }],
      ['dripping', { replies: { token: drip } }],
      ['hanging-userinfo', { replies: { userinfo: hang } }],
      ['resetting', { replies: { token: reset } }],
    ];
    await Promise.all(
      cases.map(async ([name, misbehaviour]) => {
        const provider = deployment.provider(name);
        provider.misbehave(misbehaviour);
        const browser = new Browser();
        const url = await reachCallback(deployment.baseUrl, browser, name);
        const before = Date.now();
        await expectProblem(await browser.request(url, undefined, asJson), unreachable);
        expect(Date.now() - before).toBeLessThan(functionTimeoutMs);
        expect(provider.calls('token')).toBe(1);
        provider.misbehave({});
        await expectProblem(await browser.request(url, undefined, asJson), { status: 400, code: 'login_not_found' });
        expect((await signIn(deployment.baseUrl, browser, name)).status).toBe(303);
      }),
    );
  });

  test('an answer that is only late is waited for', async () => {
    const provider = deployment.provider('quick');
    provider.misbehave({ replies: { token: late(1500) } });
    expect((await signIn(deployment.baseUrl, new Browser(), 'quick')).status).toBe(303);
    provider.misbehave({});
  });
});
