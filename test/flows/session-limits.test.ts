import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Browser } from '../support/browser.ts';
import { type Deployment, startDeployment } from '../support/deployment.ts';
import { getSession, signIn } from '../support/login.ts';
import type { Row } from '../support/table.ts';

let deployment: Deployment;
beforeAll(async () => {
  deployment = await startDeployment({
    providers: [{ name: 'op' }],
    config: { session: { idleMinutes: 60, absoluteHours: 24 } },
  });
});
afterAll(() => deployment.close());

const minute = 60_000;

/** A signed-in browser, and its session's row. */
async function signedIn() {
  const browser = new Browser();
  await signIn(deployment.baseUrl, browser, 'op');
  const { user, session } = (await getSession(deployment.baseUrl, browser)).document;
  const row = async (): Promise<Row | undefined> =>
    (await deployment.table.rows(`USER#${user.id}`)).find(({ sk }) => sk === `SESSION#${session.id}`);
  const set = async (attribute: string, value: number) => {
    const found = await row();
    if (found === undefined) throw new Error('the session has no row');
    await deployment.table.set(found, attribute, value);
  };
  return { browser, session, row, set };
}

describe('a session', () => {
  test('ends when it was not used for the idle limit, though its row is still there', async () => {
    const { browser, row, set } = await signedIn();
    await set('last_seen_at', Date.now() - 61 * minute);
    expect((await getSession(deployment.baseUrl, browser)).status).toBe(401);
    expect((await browser.request(`${deployment.baseUrl}/account`)).headers.get('location')).toBe(
      '/login?return_to=%2Faccount',
    );
    expect(await row()).toBeDefined();
  });

  test('ends at its absolute limit, however much it is used', async () => {
    const { browser, session, set } = await signedIn();
    expect(Date.parse(session.expires_at) - Date.parse(session.created_at)).toBe(24 * 60 * minute);
    await set('ends_at', Date.now() - 1);
    expect((await getSession(deployment.baseUrl, browser)).status).toBe(401);
  });

  test('is used: the idle limit slides, the absolute one does not', async () => {
    const { browser, session, row, set } = await signedIn();
    const usedBefore = Date.now() - 30 * minute;
    await set('last_seen_at', usedBefore);
    const { status, document } = await getSession(deployment.baseUrl, browser);
    expect(status).toBe(200);
    expect(Date.parse(document.session.last_seen_at)).toBeGreaterThan(usedBefore);
    expect(Date.parse(document.session.idle_expires_at) - Date.parse(document.session.last_seen_at)).toBe(60 * minute);
    expect(document.session.expires_at).toBe(session.expires_at);
    expect((await row())?.['last_seen_at']).toBe(Date.parse(document.session.last_seen_at));
  });

  test('asked again at once, it is read and not written', async () => {
    const { browser, row } = await signedIn();
    const before = await row();
    for (let check = 0; check < 3; check += 1) await getSession(deployment.baseUrl, browser);
    expect(await row()).toEqual(before);
  });
});
