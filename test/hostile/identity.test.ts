import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { enter, userRow } from '../support/accounts.ts';
import { type Deployment, startDeployment } from '../support/deployment.ts';
import { getSession } from '../support/login.ts';
import type { Document } from '../support/programmable-provider/index.ts';

let deployment: Deployment;
beforeAll(async () => {
  deployment = await startDeployment({
    providers: [{ name: 'op' }, { name: 'op-2' }, { name: 'linker' }],
    config: { autoLinkUser: ['linker'] },
  });
});
afterAll(() => deployment.close());

test('a subject is compared byte for byte, and only at its own provider', async () => {
  const subjects = [
    'alice',
    'Alice',
    'ALICE',
    'alice ',
    ' alice',
    'alice#',
    'op#alice',
    '#',
    'alice/1',
    'alice%2F1',
    '0',
  ];
  const found = new Map<string, string>();
  for (const provider of ['op', 'op-2']) {
    for (const sub of subjects) {
      const { userId } = await enter(deployment, provider, sub);
      expect((await userRow(deployment, userId))['identities']).toMatchObject({ [provider]: { uid: sub } });
      found.set(`${provider} ${sub}`, userId);
    }
  }
  expect(new Set(found.values()).size).toBe(2 * subjects.length);
  for (const [name, userId] of found) {
    const [provider = '', sub = ''] = [name.slice(0, name.indexOf(' ')), name.slice(name.indexOf(' ') + 1)];
    expect((await enter(deployment, provider, sub)).userId).toBe(userId);
  }
});

test('an address is nobody: the account stays with its subject when both change theirs', async () => {
  const [one, two] = ['one@example.com', 'two@example.com'];
  const tell = (sub: string, email: string) =>
    deployment.provider('op').setPerson(sub, { email, email_verified: true });
  tell('first', one);
  const first = (await enter(deployment, 'op', 'first')).userId;
  tell('second', two);
  const second = (await enter(deployment, 'op', 'second')).userId;
  tell('first', two);
  tell('second', one);
  expect([(await enter(deployment, 'op', 'first')).userId, (await enter(deployment, 'op', 'second')).userId]).toEqual([
    first,
    second,
  ]);
});

describe('an address counts as verified by true and nothing else', () => {
  test.each<[string, unknown]>([
    ['false', false],
    ['text', 'true'],
    ['text in capitals', 'TRUE'],
    ['a number', 1],
    ['an object', { verified: true }],
    ['a list', [true]],
    ['null', null],
    ['absent', undefined],
  ])('%s is not', async (name, email_verified) => {
    const email = `owner-${name.replaceAll(' ', '-')}@example.com`;
    deployment.provider('op').setPerson(email, { email, email_verified: true });
    const owner = await enter(deployment, 'op', email);
    deployment.provider('linker').setPerson(email, { email, email_verified });
    const other = await enter(deployment, 'linker', email);
    expect(other.userId).not.toBe(owner.userId);
    expect((await getSession(deployment.baseUrl, other.browser)).document.user.email_verified).toBe(false);
    expect(await deployment.table.rows(`EMAIL#${email}`)).toMatchObject([{ user_id: owner.userId }]);
  });
});

describe('what a provider tells', () => {
  const script = `<script>alert("x")</script>'"><img src=x onerror=alert(1)>`;
  const told: Document = {
    name: script,
    given_name: `${script}${'g'.repeat(5000)}`,
    nickname: `</title>${script}`,
    email: 'told@example.com',
    email_verified: true,
    unheard_of: 'not to be kept',
    roles: ['admin', 'not to be kept'],
    is_admin: true,
    state: 'banned',
    external: true,
    id: 'usr_not_to_be_kept',
    pk: 'USER#not to be kept',
    identities: { 'op-2': { uid: 'not to be kept' } },
    ['__proto__']: { polluted: 'not to be kept' },
    constructor: 'not to be kept',
    address: { formatted: 'Street 1', unheard_of: 'not to be kept' },
    phone_number: 'p'.repeat(100_000),
  };

  test('is kept where it is known, within bounds, and nowhere else', async () => {
    deployment.provider('op').setPerson('teller', told);
    const { userId, browser } = await enter(deployment, 'op', 'teller');
    const rows = JSON.stringify([await userRow(deployment, userId), await deployment.table.rows(`USER#${userId}`)]);
    expect(rows).not.toMatch(/not.to.be.kept|is_admin|unheard_of|polluted|admin/);
    expect(rows.length).toBeLessThan(12_000);
    const { user } = (await getSession(deployment.baseUrl, browser)).document;
    expect(user).toMatchObject({ id: userId, state: 'active', external: false, email: 'told@example.com' });
    expect(Object.keys(user.identities)).toHaveLength(1);
    expect(user.first_name.length).toBeLessThanOrEqual(255);
  });

  test('is text on the pages that show it', async () => {
    deployment.provider('op').setPerson('writer', { ...told, email: 'writer@example.com' });
    const { browser } = await enter(deployment, 'op', 'writer');
    const page = await (await browser.request(`${deployment.baseUrl}/account`)).text();
    expect(page).toContain('&lt;script&gt;');
    expect(page).not.toMatch(/<script|<img[^>]* onerror|<\/title>.*<\/title>/s);
    expect(page.match(/<[a-z][^>]*\son\w+=/gi)).toBeNull();
  });
});
