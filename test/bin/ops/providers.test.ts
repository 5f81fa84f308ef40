import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Browser } from '../../support/browser.ts';
import { type Deployment, startDeployment } from '../../support/deployment.ts';
import { asJson, signIn } from '../../support/login.ts';
import { answerOf, opsOn } from '../../support/ops.ts';
import { expectProblem } from '../../support/refusal.ts';

let deployment: Deployment;
const ops = (...args: string[]) => opsOn(deployment, args);
const as = (name: string) => ({ type: 'openid_connect', issuer: deployment.provider(name).issuer });
const states = async () =>
  (await answerOf<{ provider: string; state: string }[]>(deployment, ['providers', 'list'])).map(
    ({ provider, state }) => [provider, state],
  );

beforeAll(async () => {
  deployment = await startDeployment({
    providers: [{ name: 'op' }, { name: 'spare' }, { name: 'old', config: { enabled: false } }],
  });
});
afterAll(() => deployment.close());

test('a provider is switched off and on live, and the audit log records the operator', async () => {
  expect(await states()).toEqual([
    ['op', 'on'],
    ['spare', 'on'],
    ['old', 'disabled in the configuration'],
  ]);
  const off = await answerOf<object>(deployment, ['providers', 'disable', 'op']);
  expect(off).toMatchObject({ provider: 'op', state: 'off', switched_by: expect.stringMatching(/./) });
  expect(await answerOf(deployment, ['providers', 'list'])).toContainEqual({ ...off, ...as('op') });
  const refused = await new Browser().request(`${deployment.baseUrl}/login/op`, undefined, asJson);
  await expectProblem(refused, { status: 403, code: 'provider_disabled' });
  expect((await signIn(deployment.baseUrl, new Browser(), 'spare')).status).toBe(303);

  expect((await ops('providers', 'enable', 'op')).out).toMatch(/^state +on$/m);
  expect((await signIn(deployment.baseUrl, new Browser(), 'op', { login_hint: 'ann' })).status).toBe(303);
  for (const event of ['provider.disabled', 'provider.enabled']) {
    const events = await answerOf<object[]>(deployment, ['audit', '--event', event]);
    expect(events).toMatchObject([{ event, actor: 'operator', provider: 'op' }]);
  }
});

test('switching is idempotent: time, operator and audit log stay as they are', async () => {
  const never = await ops('providers', 'enable', 'spare');
  expect(never).toEqual({
    ...{ code: 0, out: 'provider  spare\nstate     on\n' },
    err: 'spare is already on: nothing was changed.\n',
  });
  const off = await answerOf<object>(deployment, ['providers', 'disable', 'spare']);
  const again = await ops('providers', 'disable', 'spare');
  expect(again).toMatchObject({ code: 0, err: 'spare is already off: nothing was changed.\n' });
  expect(await answerOf(deployment, ['providers', 'disable', 'spare'])).toEqual(off);
  expect(await answerOf(deployment, ['providers', 'list'])).toContainEqual({
    ...{ ...off, ...as('spare') },
    recorded_issuer: deployment.provider('spare').issuer,
  });
  await answerOf(deployment, ['providers', 'enable', 'spare']);
  const events = await answerOf<readonly { readonly event: string; readonly provider?: string }[]>(deployment, [
    'audit',
  ]);
  const switches = events.filter(({ event, provider }) => event.startsWith('provider.') && provider === 'spare');
  expect(switches.map(({ event }) => event)).toEqual(['provider.enabled', 'provider.disabled']);
});

test('the shared copy of metadata and keys is deleted, and refetched by instances that have none', async () => {
  const provider = deployment.provider('op');
  await signIn(deployment.baseUrl, new Browser(), 'op', { login_hint: 'ann' });
  expect(await deployment.table.rows('DOCUMENT#')).not.toEqual([]);
  const answer = {
    provider: 'op',
    forgotten: [`${provider.issuer}/.well-known/openid-configuration`, `${provider.issuer}/jwks`],
  };
  expect(await answerOf(deployment, ['providers', 'forget', 'op'])).toEqual(answer);
  const left = (await deployment.table.rows('DOCUMENT#')).map(({ url }) => String(url));
  expect(left.filter((url) => url.startsWith(provider.issuer))).toEqual([]);
  const again = await ops('providers', 'forget', 'op');
  expect(again).toMatchObject({ code: 0, err: expect.stringContaining('for at most ten minutes') });
  expect(await answerOf(deployment, ['providers', 'forget', 'op'])).toEqual({ provider: 'op', forgotten: [] });
  expect((await signIn(deployment.baseUrl, new Browser(), 'op', { login_hint: 'ann' })).status).toBe(303);
  expect(await ops('providers', 'forget', 'old')).toMatchObject({ code: 1, out: '' });
});

test('an unknown provider is refused with the list of known ones', async () => {
  for (const command of ['enable', 'disable', 'forget']) {
    const { code, out, err } = await ops('providers', command, 'nope');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain("no provider 'nope'. There are: op, spare, old.");
  }
});

test('audit events are listed as a table, with filters', async () => {
  const { code, out, err } = await ops('audit', '--event', 'user.created', '--since', '1h');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const [head = '', ...rows] = out.trimEnd().split('\n');
  expect(head.split(/ {2,}/)).toEqual(['TIME (UTC)', 'EVENT', 'ACCOUNT', 'FROM', 'WHAT']);
  expect(rows).toHaveLength(2);
  for (const row of rows)
    expect(row).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}user\.created +usr_\S+ +127\.0\.0\.1/);
  const limited = await ops('audit', '--limit', '1');
  expect(limited.out.trimEnd().split('\n')).toHaveLength(2);
  expect(limited.err).toBe('There are more events: raise --limit, or use --all.\n');
  const none = await ops('audit', '--event', 'user.merged');
  expect(none).toEqual({ code: 0, out: '', err: 'No such events in this period.\n' });
  expect((await answerOf<object[]>(deployment, ['audit', '--all', '--since', '2020-01-01'])).length).toBeGreaterThan(6);
});
