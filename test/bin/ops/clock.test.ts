import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { enter } from '../../support/accounts.ts';
import type { Browser } from '../../support/browser.ts';
import { type Deployment, startDeployment } from '../../support/deployment.ts';
import { getSession } from '../../support/login.ts';
import { answerOf, runOps } from '../../support/ops.ts';
import { clockAheadBy } from '../../support/shifted-clock.ts';

let deployment: Deployment;
const opsAhead = (seconds: number, ...args: string[]) =>
  runOps([...args, '--local', '--data', deployment.stack.dataDir], '', clockAheadBy(seconds));
const status = async (browser: Browser) => (await getSession(deployment.baseUrl, browser)).status;
const userOf = async (browser: Browser) => (await getSession(deployment.baseUrl, browser)).document.user;

/** Signs a person in with a new browser. */
const opens = async (sub: string, provider = 'op') => (await enter(deployment, provider, sub)).browser;

beforeAll(async () => {
  deployment = await startDeployment({ providers: [{ name: 'op' }, { name: 'other' }] });
  for (const sub of ['ann', 'bob', 'cleo', 'dora', 'eve']) {
    deployment.provider('op').setPerson(sub, { preferred_username: sub });
  }
});
afterAll(() => deployment.close());

describe('with a clock that is 20 s ahead, sign-ins right after the command open live sessions', () => {
  test.each([
    ['sessions end-all', 'ann', [['sessions', 'end-all', 'ann', '--yes']]],
    ['sessions end-all --everyone', 'ann', [['sessions', 'end-all', '--everyone', '--yes']]],
    [
      'users block and unblock',
      'bob',
      [
        ['users', 'block', 'bob'],
        ['users', 'unblock', 'bob'],
      ],
    ],
  ])('%s', async (_command, sub, commands) => {
    const before = await opens(sub);
    for (const command of commands) expect(await opsAhead(20, ...command)).toMatchObject({ code: 0 });
    expect(await status(before)).toBe(401);
    expect(await status(await opens(sub))).toBe(200);
  });

  test('users merge', async () => {
    const { id } = await userOf(await opens('cleo'));
    const { id: from } = await userOf(await opens('cleo-too', 'other'));
    expect(await opsAhead(20, 'users', 'merge', id, from, '--yes')).toMatchObject({ code: 0 });
    const after = await opens('cleo-too', 'other');
    expect(await status(after)).toBe(200);
    expect((await userOf(after)).id).toBe(id);
  });
});

test('audit events and switches have DynamoDB’s time', async () => {
  await opens('dora');
  const began = Date.now();
  expect(await opsAhead(-25, 'providers', 'disable', 'other', '--json')).toMatchObject({ code: 0 });
  expect(await opsAhead(25, 'users', 'ban', 'dora')).toMatchObject({ code: 0 });
  const ended = Date.now();
  const events = await answerOf<readonly { readonly time: string; readonly event: string }[]>(deployment, ['audit']);
  const banned = events.find(({ event }) => event === 'user.state_changed');
  const disabled = events.find(({ event }) => event === 'provider.disabled');
  const [{ switched_at } = { switched_at: '' }] = (
    await answerOf<readonly { readonly provider: string; readonly switched_at: string }[]>(deployment, [
      'providers',
      'list',
    ])
  ).filter(({ provider }) => provider === 'other');
  for (const at of [banned?.time, disabled?.time, switched_at]) {
    // The header `Date` has whole seconds.
    expect(Date.parse(`${at}`)).toBeGreaterThan(began - 2000);
    expect(Date.parse(`${at}`)).toBeLessThan(ended + 2000);
  }
  await answerOf(deployment, ['providers', 'enable', 'other']);
});

describe('with a clock that differs by more than 30 s', () => {
  const direction = (seconds: number) => (seconds > 0 ? 'ahead of' : 'behind');

  test.each([280, -280])('commands that write are refused before they do anything (%d s)', async (seconds) => {
    const browser = await opens('eve');
    for (const command of [
      ['sessions', 'end-all', 'eve'],
      ['users', 'block', 'eve'],
      ['users', 'delete', 'eve'],
      ['providers', 'disable', 'op'],
      ['secret', 'set', 'op'],
      ['keys', 'rotate'],
    ]) {
      const { code, out, err } = await opsAhead(seconds, ...command, '--yes');
      expect({ code, out }).toEqual({ code: 1, out: '' });
      expect(err).toMatch(
        new RegExp(`^The clock of this machine is (279|28[01]) s ${direction(seconds)} that of DynamoDB: .*NTP`),
      );
    }
    expect(await status(browser)).toBe(200);
  });

  test('commands that only read work, and doctor reports the difference', async () => {
    for (const command of [['users', 'list'], ['audit'], ['providers', 'list'], ['secret', 'status', 'op']]) {
      expect(await opsAhead(280, ...command)).toMatchObject({ code: 0 });
    }
    const found = async (seconds: number) => {
      const { out } = await opsAhead(seconds, 'doctor', '--json');
      const findings: readonly Readonly<Record<string, string>>[] = JSON.parse(out);
      return findings.find(({ name, provider }) => name === 'clock' && provider === undefined);
    };
    expect(await found(280)).toMatchObject({
      state: 'wrong',
      what: expect.stringMatching(/is (279|28[01]) s ahead of/),
    });
    expect(await found(-10)).toMatchObject({ state: 'warning', what: expect.stringMatching(/is (9|1[01]) s behind/) });
    expect(await found(0)).toMatchObject({ state: 'ok' });
  });
});

test('after a cutoff in the future, a sign-in opens a live session, and end-all ends it', async () => {
  const { id } = await userOf(await opens('ann'));
  const at = Date.now() + 600_000;
  await deployment.table.set({ pk: `USER#${id}`, sk: 'PROFILE' }, 'sessions_ended', { at });
  const browsers = [await opens('ann'), await opens('ann')];
  for (const browser of browsers) expect(await status(browser)).toBe(200);
  await answerOf(deployment, ['sessions', 'end-all', 'ann', '--yes']);
  for (const browser of browsers) expect(await status(browser)).toBe(401);
  expect(await status(await opens('ann'))).toBe(200);
});
