import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createKeyring } from '../../functions/core/sessions/keyring.ts';
import { attemptCookie, attemptCookieName, openAttempt } from '../../functions/core/sessions/login-attempt.ts';
import { approve, becomePerson, beginSignIn, everything, resume, signInByPhone } from '../support/authentiq.ts';
import { Browser } from '../support/browser.ts';
import { type LocalStack, startLocalStack } from '../support/local-stack.ts';
import { asJson, attemptCookies, getSession, sessionCookie } from '../support/login.ts';
import { expectProblem } from '../support/refusal.ts';
import { openTable, type TestTable } from '../support/table.ts';

let stack: LocalStack;
let table: TestTable;
beforeAll(async () => {
  stack = await startLocalStack();
  table = openTable(stack.local);
});
afterAll(async () => {
  table.close();
  await stack.stop();
});

const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

describe('journey B: the first sign-in', () => {
  test('from the sign-in page to a session, which says exactly this', async () => {
    const computer = new Browser();
    const signInPage = await computer.request(`${stack.baseUrl}/login?return_to=/`);
    expect(await signInPage.text()).toContain('href="/login/authentiq?return_to=%2F"');
    const { response } = await signInByPhone(stack, { computer, query: { return_to: '/' } });
    expect([response.status, response.headers.get('location')]).toEqual([303, '/']);
    expect(attemptCookies(computer)).toEqual([]);

    const { status, document } = await getSession(stack.baseUrl, computer);
    expect(status).toBe(200);
    expect(document).toEqual({
      user: {
        id: expect.stringMatching(/^usr_[\w-]{22}$/),
        username: 'al',
        name: 'Alice Smith',
        first_name: 'Alice',
        last_name: 'Smith',
        email: 'alice@example.com',
        email_verified: true,
        email_verified_by: 'authentiq',
        address: {
          formatted: expect.stringContaining('Keizersgracht 1'),
          street_address: 'Keizersgracht 1',
          locality: 'Amsterdam',
          postal_code: '1015 CJ',
          region: 'Noord-Holland',
          country: 'NL',
        },
        state: 'active',
        external: false,
        created_at: time,
        identities: [
          {
            ...{ provider: 'authentiq', uid: expect.stringMatching(/^[\w-]{43}$/) },
            ...{ linked_at: time, last_sign_in_at: time },
          },
        ],
      },
      session: {
        id: expect.stringMatching(/^ses_[\w-]{43}$/),
        provider: 'authentiq',
        created_at: time,
        last_seen_at: time,
        idle_expires_at: time,
        expires_at: time,
      },
    });
    const { created_at, idle_expires_at, expires_at } = document.session;
    expect(Date.parse(idle_expires_at) - Date.parse(created_at)).toBe(8 * 3_600_000);
    expect(Date.parse(expires_at) - Date.parse(created_at)).toBe(7 * 24 * 3_600_000);

    const home = await computer.request(`${stack.baseUrl}/account`);
    expect(home.status).toBe(200);
    expect(await home.text()).toContain('Alice Smith');
  });

  test('the cookies: attributes, size, and nothing personal in them', async () => {
    const computer = new Browser();
    const start = await computer.request(`${stack.baseUrl}/login/authentiq`);
    const [attempt = '', ...others] = start.headers.getSetCookie();
    expect(others).toEqual([]);
    expect(attempt).toMatch(/^postern-login-[\w-]{16}=[\w-]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=600$/);
    expect(attempt.length).toBeLessThan(4096);
    const { response } = await signInByPhone(stack, { computer });
    const [session = '', cleared] = response.headers.getSetCookie();
    expect(cleared).toMatch(/^postern-login-[\w-]{16}=; Path=\/; HttpOnly; SameSite=Lax; Max-Age=0$/);
    expect(session).toMatch(/^postern-session=[\w-]{64}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=604800$/);
    expect(session.length).toBeLessThan(200);
  });

  test('name and address declined: still signed in', async () => {
    const phone = new Browser();
    await becomePerson(stack, phone, 'bob');
    const { computer, response } = await signInByPhone(stack, { phone, share: [] });
    expect(response.status).toBe(303);
    const { user } = (await getSession(stack.baseUrl, computer)).document;
    expect(user).toMatchObject({ name: 'bob@example.org', email: 'bob@example.org', email_verified: true });
    for (const declined of ['first_name', 'last_name', 'address', 'phone']) expect(user).not.toHaveProperty(declined);
  });

  test.each([
    ['carol', 'email_verified'],
    ['dave', 'email'],
  ])('%s has no verified e-mail address: refused, %s named, no row written', async (person, claim) => {
    const before = await table.accounts();
    const [computer, phone] = [new Browser(), new Browser()];
    await becomePerson(stack, phone, person);
    const waiting = await beginSignIn(stack, computer);
    await approve(phone, waiting, everything);
    const callback = await resume(stack, computer, waiting);
    const response = await computer.request(callback, undefined, asJson);
    const document = await expectProblem(response, { status: 403, code: 'required_claim_missing' });
    expect(document.claim).toBe(claim);
    expect(attemptCookies(computer)).toEqual([]);
    expect(await table.accounts()).toEqual(before);
  });

  test('no step of it can be stored by a cache', async () => {
    const computer = new Browser();
    const pages = [
      await computer.request(`${stack.baseUrl}/login`),
      await computer.request(`${stack.baseUrl}/login/authentiq`),
    ];
    const { response } = await signInByPhone(stack, { computer });
    pages.push(
      response,
      await computer.request(`${stack.baseUrl}/`),
      await computer.request(`${stack.baseUrl}/session`),
    );
    for (const { headers } of pages) expect(headers.get('cache-control')).toBe('no-store');
  });
});

describe('journey D: it takes a while', () => {
  test('an attempt that expired restarts cleanly, and leads where the first was to', async () => {
    const [computer, phone] = [new Browser(), new Browser()];
    const waiting = await beginSignIn(stack, computer, { return_to: '/reports?year=1' });
    await age(computer, 601_000);
    await approve(phone, waiting, everything);
    const callback = await resume(stack, computer, waiting);
    const document = await computer.clone().request(callback, undefined, asJson);
    await expectProblem(document, { status: 400, code: 'login_not_found' });
    const page = await (await computer.request(callback)).text();
    expect(page).toContain('href="/login/authentiq?return_to=%2Freports%3Fyear%3D1"');
    const { response } = await signInByPhone(stack, { computer, phone, query: { return_to: '/reports?year=1' } });
    expect(response.headers.get('location')).toBe('/reports?year=1');
  });

  test('one that did not expire yet goes through', async () => {
    const [computer, phone] = [new Browser(), new Browser()];
    const waiting = await beginSignIn(stack, computer);
    await age(computer, 540_000);
    await approve(phone, waiting, everything);
    expect((await computer.request(await resume(stack, computer, waiting))).status).toBe(303);
  });

  /** Makes the browser's one attempt older, by the keys that sealed it. */
  async function age(computer: Browser, milliseconds: number): Promise<void> {
    const {
      accessKeyId,
      secretAccessKey,
      region,
      secretsManagerEndpoint: endpoint,
      sessionKeysSecretArn,
    } = stack.local;
    const client = new SecretsManagerClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey } });
    const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: sessionKeysSecretArn }));
    client.destroy();
    const keyring = createKeyring(JSON.parse(SecretString));
    const scope = { secure: false };
    const cookie = computer.cookies.find(({ name }) => name.startsWith('postern-login-'));
    const attempt = openAttempt(cookie?.name ?? '', cookie?.value ?? '', keyring);
    if (attempt === undefined) throw new Error('the attempt does not open');
    const older = { ...attempt, startedAt: attempt.startedAt - milliseconds };
    const [pair = ''] = attemptCookie(older, keyring, new Uint8Array(12), scope, 'Lax').split(';');
    const name = attemptCookieName(attempt.state, scope);
    computer.setCookie('localhost', name, pair.slice(name.length + 1));
  }
});

describe('journey E: the person declines', () => {
  test('on the phone: the sign-in page with an alert, and the attempt is used up', async () => {
    const before = await table.accounts();
    const [computer, phone] = [new Browser(), new Browser()];
    const waiting = await beginSignIn(stack, computer, { return_to: '/reports' });
    await phone.request(waiting.ticket, { decision: 'decline' });
    const callback = await resume(stack, computer, waiting);
    const kept = computer.clone();
    const response = await computer.request(callback);
    expect(response.status).toBe(403);
    const page = await response.text();
    expect(page).toContain('role="alert"');
    expect(page).toContain('href="/login/authentiq?return_to=%2Freports"');
    expect(attemptCookies(computer)).toEqual([]);
    expect(sessionCookie(computer)).toBeUndefined();
    expect(await table.accounts()).toEqual(before);
    await expectProblem(await kept.request(callback, undefined, asJson), { status: 400, code: 'login_not_found' });
  });

  test('on the computer: the same', async () => {
    const computer = new Browser();
    const { interaction } = await beginSignIn(stack, computer);
    const cancel = new URL(`${interaction.pathname}/cancel`, interaction);
    const { url } = await computer.follow(cancel, interaction.origin);
    const response = await computer.request(url, undefined, asJson);
    await expectProblem(response, { status: 403, code: 'access_denied' });
  });
});
