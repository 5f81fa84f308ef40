import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { recordOf } from '../../functions/core/audit/record.ts';
import { deleteUser } from '../../functions/core/storage/users/delete-user.ts';
import { findUser } from '../../functions/core/storage/users/users.ts';
import { enter, holderOf, operatorTable, userRow } from '../support/accounts.ts';
import type { Browser } from '../support/browser.ts';
import { type Deployment, startDeployment } from '../support/deployment.ts';
import { asJson, linkProvider, reachLinkCallback, unlinkProvider } from '../support/login.ts';

let deployment: Deployment;
beforeAll(async () => {
  deployment = await startDeployment({ providers: [{ name: 'a' }, { name: 'b' }, { name: 'c' }] });
});
afterAll(() => deployment.close());

const identitiesOf = async (userId: string) => Object.keys(Object(await userRow(deployment, userId))['identities']);
const rounds = [1, 2, 3];

async function send(browser: Browser, callback: URL): Promise<number> {
  return (await browser.clone().request(callback, undefined, asJson)).status;
}

test.each(rounds)('twenty parallel unlinks of two providers leave exactly one, round %i', async (round) => {
  const sub = `unlink-${round}`;
  const { browser, userId } = await enter(deployment, 'a', sub);
  await linkProvider(deployment.baseUrl, browser, 'b', { login_hint: sub });
  const asked = Array.from({ length: 20 }, (_, index) =>
    unlinkProvider(deployment.baseUrl, browser.clone(), index % 2 === 0 ? 'a' : 'b', asJson),
  );
  const answers = await Promise.all(asked);
  expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
  // Not linked any more, the last way in, or signed out with the way in that the session came through.
  for (const { status } of answers) expect([204, 404, 409, 401]).toContain(status);

  const left = await identitiesOf(userId);
  expect(left).toHaveLength(1);
  const held = await Promise.all(['a', 'b'].map((provider) => deployment.table.rows(`IDENTITY#${provider}#${sub}`)));
  const owned = held.flat().filter((row) => row['user_id'] === userId);
  expect(owned.map(({ pk }) => pk)).toEqual([`IDENTITY#${left[0]}#${sub}`]);
  expect((await enter(deployment, left[0] ?? '', sub)).userId).toBe(userId);
});

test.each(rounds)('ten parallel links of one identity by two users leave it with one, round %i', async (round) => {
  const sub = `link-${round}`;
  const people = await Promise.all(['one', 'two'].map((name) => enter(deployment, 'a', `${sub}-${name}`)));
  const callbacks = await Promise.all(
    people.flatMap(({ browser }) =>
      Array.from({ length: 5 }, async () => ({
        browser,
        callback: await reachLinkCallback(deployment.baseUrl, browser, 'b', { login_hint: sub }),
      })),
    ),
  );
  const statuses = await Promise.all(callbacks.map(({ browser, callback }) => send(browser, callback)));
  expect(statuses.filter((status) => status === 303)).toHaveLength(5);
  expect(statuses.filter((status) => status === 409)).toHaveLength(5);

  const holder = await holderOf(deployment, 'b', sub);
  const linked = await Promise.all(people.map(async ({ userId }) => (await identitiesOf(userId)).includes('b')));
  expect(linked.filter(Boolean)).toHaveLength(1);
  expect(holder?.['id']).toBe(people[linked.indexOf(true)]?.userId);
});

test.each(rounds)('a link beside an unlink leaves a way in that leads to the account, round %i', async (round) => {
  const sub = `cross-${round}`;
  const { browser, userId } = await enter(deployment, 'a', sub);
  await linkProvider(deployment.baseUrl, browser, 'b', { login_hint: sub });
  const callback = await reachLinkCallback(deployment.baseUrl, browser, 'c', { login_hint: sub });
  await Promise.all([
    send(browser, callback),
    ...['a', 'b'].map((provider) => unlinkProvider(deployment.baseUrl, browser.clone(), provider)),
  ]);
  const left = await identitiesOf(userId);
  expect(left.length).toBeGreaterThan(0);
  for (const provider of ['a', 'b', 'c']) {
    const holder = await holderOf(deployment, provider, sub);
    expect(holder?.['id']).toBe(left.includes(provider) ? userId : undefined);
  }
});

test.each(rounds)(
  'a link beside the deletion of the account leaves no identity without one, round %i',
  async (round) => {
    const sub = `delete-${round}`;
    const { browser, userId } = await enter(deployment, 'a', sub);
    const callback = await reachLinkCallback(deployment.baseUrl, browser, 'b', { login_hint: sub });
    const table = operatorTable(deployment);
    const user = await findUser(table, userId);
    if (user === undefined) throw new Error('the user is not there');
    const event = { event: 'user.deleted', actor: 'operator', user: userId } as const;
    const records = [recordOf(event, { clock: Date.now, random: randomBytes })];
    const [status, deleted] = await Promise.all([send(browser, callback), deleteUser(table, user, records)]);
    expect(deleted).toBe(true);
    expect([303, 401, 503]).toContain(status);
    expect(await deployment.table.rows(`USER#${userId}`)).toEqual([]);
    for (const provider of ['a', 'b']) expect(await deployment.table.rows(`IDENTITY#${provider}#${sub}`)).toEqual([]);
  },
);
