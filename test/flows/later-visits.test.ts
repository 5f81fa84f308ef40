import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { approve, beginSignIn, confirmSignOut, resume, signInByPhone, sitesOf } from '../support/authentiq.ts';
import { Browser } from '../support/browser.ts';
import { type LocalStack, startLocalStack } from '../support/local-stack.ts';
import { getSession, locationOf } from '../support/login.ts';
import { openTable, type Row } from '../support/table.ts';

let dataDir: string;
let stack: LocalStack;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'postern-later-'));
  stack = await startLocalStack({ dataDir });
});
afterAll(async () => {
  await stack.stop();
  await rm(dataDir, { recursive: true });
});

async function rows(prefix: string): Promise<readonly Row[]> {
  const table = openTable(stack.local);
  try {
    return await table.rows(prefix);
  } finally {
    table.close();
  }
}

describe('journey C: a later sign-in', () => {
  test('the same user, no second identity, the count advanced', async () => {
    const phone = new Browser();
    const first = await signInByPhone(stack, { phone });
    const before = (await getSession(stack.baseUrl, first.computer)).document.user;
    const [profileBefore] = (await rows(`USER#${before.id}`)).filter(({ sk }) => sk === 'PROFILE');
    const identities = await rows('IDENTITY#');
    const second = await signInByPhone(stack, { phone });
    const after = (await getSession(stack.baseUrl, second.computer)).document.user;
    expect(after.id).toBe(before.id);
    expect(after.identities).toHaveLength(1);
    expect(await rows('IDENTITY#')).toEqual(identities);
    const [profileAfter] = (await rows(`USER#${before.id}`)).filter(({ sk }) => sk === 'PROFILE');
    expect(profileAfter?.['sign_in_count']).toBe(Number(profileBefore?.['sign_in_count']) + 1);
    expect(profileAfter?.['last_sign_in_at']).toBe(profileBefore?.['current_sign_in_at']);
    expect((await getSession(stack.baseUrl, first.computer)).status).toBe(200);
  });

  test('from the same browser: a push notification, no QR code, and the session it had is ended', async () => {
    const { computer, phone } = await signInByPhone(stack);
    const before = computer.clone();
    const waiting = await beginSignIn(stack, computer);
    expect(waiting.page).toContain('We sent a notification to your phone');
    const home = await (await phone.request(`${stack.local.providerUrl}/phone`)).text();
    const [path = ''] = /\/phone\/[\w-]{22}(?=")/.exec(home) ?? [];
    await approve(phone, { ...waiting, ticket: new URL(path, stack.local.providerUrl) }, ['aq:name', 'aq:push']);
    expect((await computer.request(await resume(stack, computer, waiting))).status).toBe(303);
    expect((await getSession(stack.baseUrl, computer)).status).toBe(200);
    expect((await getSession(stack.baseUrl, before)).status).toBe(401);
  });

  test('prompt=consent means the QR code again', async () => {
    const { computer } = await signInByPhone(stack);
    const { page } = await beginSignIn(stack, computer, { prompt: 'consent' });
    expect(page).toContain('Scan this code');
  });
});

describe('journey G: signing out on the phone', () => {
  test('ends just that session, at the browser’s next request', async () => {
    const phone = new Browser();
    const older = await signInByPhone(stack, { phone });
    const later = await signInByPhone(stack, { phone });
    const stranger = await signInByPhone(stack);
    const [latest] = await sitesOf(stack, stranger.phone);
    const sites = await sitesOf(stack, phone);
    const end = sites.find(({ href }) => href !== latest?.href);
    expect((await getSession(stack.baseUrl, later.computer)).status).toBe(200);
    await phone.request(end ?? '', {});
    expect((await getSession(stack.baseUrl, later.computer)).status).toBe(401);
    expect((await later.computer.request(`${stack.baseUrl}/account`)).headers.get('location')).toBe(
      '/login?return_to=%2Faccount',
    );
    for (const { computer } of [older, stranger]) expect((await getSession(stack.baseUrl, computer)).status).toBe(200);
    expect((await signInByPhone(stack, { computer: later.computer, phone })).response.status).toBe(303);
  });
});

describe('signing out in the browser', () => {
  test('here, at the provider and back', async () => {
    const { computer, phone } = await signInByPhone(stack);
    const kept = computer.clone();
    const response = await computer.request(`${stack.baseUrl}/logout`, {}, { origin: stack.baseUrl });
    expect(response.status).toBe(303);
    const endSession = locationOf(response);
    expect(endSession.origin).toBe(stack.local.providerUrl);
    expect(endSession.searchParams.get('id_token_hint')).toMatch(/^ey/);
    expect((await getSession(stack.baseUrl, kept)).status).toBe(401);

    const sites = (await sitesOf(stack, phone)).length;
    const back = await confirmSignOut(computer, endSession);
    const state = endSession.searchParams.get('state');
    expect(back.href).toBe(`${stack.baseUrl}/login?signed_out=true&state=${state}`);
    const page = await (await computer.request(back)).text();
    expect(page).toContain('You are signed out here, and Authentiq has sent you back from its own sign-out.');
    expect(await sitesOf(stack, phone)).toHaveLength(sites - 1);
  });

  test('twice, or signed in nowhere, is no error', async () => {
    const { computer } = await signInByPhone(stack);
    const kept = computer.clone();
    await computer.request(`${stack.baseUrl}/logout`, {});
    for (const browser of [kept, new Browser()]) {
      const response = await browser.request(`${stack.baseUrl}/logout`, {});
      expect(locationOf(response).href).toBe(`${stack.baseUrl}/login?signed_out=true`);
    }
  });
});

describe('data', () => {
  test('survives a restart: the session cookie works on, and the user is the same', async () => {
    const { computer, phone } = await signInByPhone(stack);
    const before = (await getSession(stack.baseUrl, computer)).document;
    await stack.stop();
    stack = await startLocalStack({ dataDir });
    expect((await getSession(stack.baseUrl, computer)).document).toEqual(before);
    const again = await signInByPhone(stack, { computer, phone });
    expect(again.response.status).toBe(303);
    expect((await getSession(stack.baseUrl, computer)).document.user.id).toBe(before.user.id);
  });
});
