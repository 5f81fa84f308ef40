import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import { enter, operate } from '../support/accounts.ts';
import { Browser } from '../support/browser.ts';
import { type Deployment, startDeployment } from '../support/deployment.ts';
import { asJson, sessionCookie } from '../support/login.ts';
import { expectProblem } from '../support/refusal.ts';

const [app, other, api] = ['https://app.example.com', 'https://other.example.com', 'https://api.example.com'];
const noSession = { status: 401, code: 'no_session' };
const badOrigin = { status: 403, code: 'bad_origin' };
const notAllowed = { status: 400, code: 'audience_not_allowed' };
const json = { 'content-type': 'application/json' };

let deployment: Deployment;
beforeAll(async () => {
  deployment = await startDeployment({
    providers: [{ name: 'op' }],
    config: { appOrigins: [app, other], tokenAudiences: { [other]: [api, other] } },
  });
});
afterAll(() => deployment.close());

/** Asks for a token with this browser's session, as a program does unless the headers say otherwise. */
function ask(browser: Browser, headers: Record<string, string> = {}, body?: string | URLSearchParams) {
  const cookie = `postern-session=${sessionCookie(browser) ?? ''}`;
  const init = { method: 'POST', headers: { cookie, ...headers }, ...(body !== undefined && { body }) };
  return fetch(`${deployment.baseUrl}/session/token`, init);
}

/** The token of an answer that gives one. */
async function tokenOf(response: Response | Promise<Response>): Promise<string> {
  const answer = await response;
  if (answer.status !== 200) throw new Error(`the token was refused with ${answer.status}: ${await answer.text()}`);
  return String(Object(await answer.json()).access_token);
}

/** Verifies a token as an API does, by the keys that are served and by nothing else of ours. */
function verify(token: string, audience: string | string[] = deployment.baseUrl) {
  const keys = createRemoteJWKSet(new URL(`${deployment.baseUrl}/.well-known/jwks.json`));
  const expected = { issuer: deployment.baseUrl, audience, algorithms: ['ES256'], typ: 'at+jwt' };
  return jwtVerify(token, keys, expected);
}

/** Who a token of this answer is for. */
async function audienceOf(response: Promise<Response>) {
  return (await verify(await tokenOf(response), [app, other, api, deployment.baseUrl])).payload.aud;
}

describe('POST /session/token', () => {
  test('gives a token that an API can verify, and that says who is signed in', async () => {
    const { browser, userId, sessionId } = await enter(deployment, 'op', 'caller');
    const before = Math.floor(Date.now() / 1000);
    const response = await ask(browser);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(response.headers.get('cache-control')).toBe('no-store');
    const { access_token: token, ...rest } = Object(await response.json());
    expect(rest).toEqual({ token_type: 'Bearer', expires_in: 300 });
    const { payload } = await verify(token);
    const { iat = 0, exp, jti, ...claims } = payload;
    expect(claims).toMatchObject({
      ...{ iss: deployment.baseUrl, sub: userId, aud: deployment.baseUrl, client_id: deployment.baseUrl },
      ...{ sid: sessionId, provider: 'op', username: expect.any(String), external: false },
    });
    expect([before, before + 1, before + 2]).toContain(iat);
    expect(exp).toBe(iat + 300);
    expect(jti).toMatch(/^[\w-]{22}$/);
    // The provider does not say when or how the person authenticated.
    for (const claim of ['auth_time', 'acr', 'amr']) expect(claims).not.toHaveProperty(claim);
    expect((await verify(await tokenOf(ask(browser)))).payload.jti).not.toBe(jti);
  });

  test('gives none that outlives the session', async () => {
    const { browser, sessionId } = await enter(deployment, 'op', 'late');
    const row = (await deployment.table.rows('USER#')).find(({ sk }) => sk === `SESSION#${sessionId}`);
    if (row === undefined) throw new Error('the session has no row');
    const endsAt = Date.now() + 100_000;
    await deployment.table.set(row, 'ends_at', endsAt);
    const { access_token: token, expires_in: expiresIn } = Object(await (await ask(browser)).json());
    expect((await verify(token)).payload.exp).toBe(Math.floor(endsAt / 1000));
    expect([98, 99, 100]).toContain(expiresIn);
  });

  test('needs a session, whatever is asked', async () => {
    for (const body of [undefined, new URLSearchParams({ audience: app }), new URLSearchParams({ audience: 'x' })]) {
      await expectProblem(await ask(new Browser(), {}, body), noSession);
    }
  });

  test('gives none after the sign-out, nor to an account that was blocked', async () => {
    const signedOut = await enter(deployment, 'op', 'leaver');
    const kept = signedOut.browser.clone();
    await signedOut.browser.request(`${deployment.baseUrl}/logout`, {}, { origin: deployment.baseUrl });
    await expectProblem(await ask(kept), noSession);
    const blocked = await enter(deployment, 'op', 'mallory');
    await tokenOf(ask(blocked.browser));
    expect(await operate(deployment, blocked.userId, 'block')).toBe(true);
    await expectProblem(await ask(blocked.browser), noSession);
  });

  test.each([
    ['a page of another origin', { origin: 'https://evil.example' }],
    ['a page of a host whose name begins alike', { origin: `${app}.evil.example` }],
    ['a page that hides its origin', { origin: 'null' }],
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['a sibling that is not listed', { 'sec-fetch-site': 'same-site', origin: 'https://evil.example.com' }],
  ])('refuses %s, also where it names an audience that is listed', async (_who, headers) => {
    const { browser } = await enter(deployment, 'op', 'careful');
    for (const body of [undefined, new URLSearchParams({ audience: app })]) {
      const response = await ask(browser, headers, body);
      expect(response.headers.get('access-control-allow-origin')).toBeNull();
      await expectProblem(response, badOrigin);
    }
  });

  test('is a listed app’s to ask: preflight, answer and refusal can be read there', async () => {
    const { browser } = await enter(deployment, 'op', 'app user');
    const headers = { origin: app, 'access-control-request-method': 'POST' };
    const preflight = await fetch(`${deployment.baseUrl}/session/token`, { method: 'OPTIONS', headers });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-methods')).toBe('POST');
    expect(preflight.headers.get('access-control-allow-headers')).toBe('content-type');
    const answers = [preflight, await ask(browser, { origin: app }), await ask(new Browser(), { origin: app })];
    expect(answers.map(({ status }) => status)).toEqual([204, 200, 401]);
    for (const answer of answers) {
      expect(answer.headers.get('access-control-allow-origin')).toBe(app);
      expect(answer.headers.get('access-control-allow-credentials')).toBe('true');
      expect(answer.headers.get('vary')).toContain('origin');
    }
  });

  test('is no route for anything but POST', async () => {
    const response = await fetch(`${deployment.baseUrl}/session/token`);
    expect(response.headers.get('allow')).toBe('POST, OPTIONS');
    await expectProblem(response, { status: 405, code: 'method_not_allowed' });
  });
});

describe('the audience', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = (await enter(deployment, 'op', 'chooser')).browser;
  });

  test('is the listed app whose page asks, else ourselves', async () => {
    expect(await audienceOf(ask(browser, { origin: app }))).toBe(app);
    expect(await audienceOf(ask(browser, { origin: deployment.baseUrl }))).toBe(deployment.baseUrl);
    expect(await audienceOf(ask(browser, { 'sec-fetch-site': 'same-origin' }))).toBe(deployment.baseUrl);
    expect(await audienceOf(ask(browser))).toBe(deployment.baseUrl);
  });

  test('is what a program or our own page names, of ourselves, the listed origins and their audiences', async () => {
    for (const audience of [app, other, api, deployment.baseUrl]) {
      expect(await audienceOf(ask(browser, { ...json }, JSON.stringify({ audience })))).toBe(audience);
      const own = { origin: deployment.baseUrl };
      expect(await audienceOf(ask(browser, own, new URLSearchParams({ audience })))).toBe(audience);
    }
  });

  test('of a listed page is its own origin, or one that tokenAudiences allows it', async () => {
    for (const audience of [other, api]) {
      expect(await audienceOf(ask(browser, { origin: other }, new URLSearchParams({ audience })))).toBe(audience);
    }
    expect(await audienceOf(ask(browser, { origin: app }, new URLSearchParams({ audience: app })))).toBe(app);
  });

  test('of a listed page is never that of another app, nor ourselves', async () => {
    for (const [origin, audience] of [
      [app, other],
      [app, api],
      [app, deployment.baseUrl],
      [other, app],
      [other, deployment.baseUrl],
    ] as const) {
      const form = await ask(browser, { origin }, new URLSearchParams({ audience }));
      expect(form.headers.get('access-control-allow-origin')).toBe(origin);
      await expectProblem(form, notAllowed);
      await expectProblem(await ask(browser, { origin, ...json }, JSON.stringify({ audience })), notAllowed);
    }
  });

  test('is nothing else', async () => {
    for (const body of ['audience=https://evil.example', `audience=${app}/`, `audience=${app}&audience=${app}`]) {
      await expectProblem(await ask(browser, { origin: app }, new URLSearchParams(body)), notAllowed);
    }
    for (const body of ['{"audience":"https://evil.example"}', '{"audience":null}', '{', '[]']) {
      await expectProblem(await ask(browser, { origin: app, ...json }, body), notAllowed);
    }
    await expectProblem(await ask(browser, { 'content-type': 'text/plain' }, `audience=${app}`), notAllowed);
  });

  test('of one app is refused by the API of another', async () => {
    const token = await tokenOf(ask(browser, { origin: app }));
    await expect(verify(token, app)).resolves.toBeDefined();
    for (const audience of [other, deployment.baseUrl]) {
      await expect(verify(token, audience)).rejects.toThrow(errors.JWTClaimValidationFailed);
    }
  });
});

describe('GET /.well-known/jwks.json', () => {
  const read = (headers: Record<string, string> = {}) =>
    fetch(`${deployment.baseUrl}/.well-known/jwks.json`, { headers });

  test('holds only public keys, readable by any origin', async () => {
    const response = await read({ origin: 'https://anybody.example' });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/jwk-set+json');
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('cache-control')).toBe('no-store');
    const text = expect.stringMatching(/^[\w-]{43}$/);
    const { keys } = Object(await response.json());
    expect(keys.length).toBeGreaterThan(0);
    for (const key of keys) {
      expect(key).toEqual({ kty: 'EC', crv: 'P-256', x: text, y: text, kid: text, alg: 'ES256', use: 'sig' });
    }
    expect(await (await read(asJson)).json()).toEqual({ keys });
  });

  test('does not verify a token in which anything was changed', async () => {
    const { browser } = await enter(deployment, 'op', 'tamperer');
    const token = await tokenOf(ask(browser));
    await expect(verify(token)).resolves.toBeDefined();
    const [header = '', payload = '', signature = ''] = token.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
    const turned = Buffer.from(signature, 'base64url');
    turned.writeUInt8(turned.readUInt8(5) ^ 1, 5);
    for (const changed of [
      `${header}.${encode({ ...claims, sub: 'usr_somebody_else' })}.${signature}`,
      `${header}.${encode({ ...claims, exp: claims.exp + 3600 })}.${signature}`,
      `${header}.${payload}.${turned.toString('base64url')}`,
      `${encode({ alg: 'ES256', typ: 'at+jwt' })}.${payload}.${signature}`,
      `${encode({ alg: 'none', typ: 'at+jwt' })}.${payload}.`,
    ]) {
      await expect(verify(changed)).rejects.toThrow(errors.JOSEError);
    }
  });
});
