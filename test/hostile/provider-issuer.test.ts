import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { enter, holderOf, operatorTable } from '../support/accounts.ts';
import { Browser } from '../support/browser.ts';
import type { Deployment } from '../support/deployment.ts';
import { type IssuerChange, prepareIssuerChange } from '../support/issuer-change.ts';
import { asJson, getSession, reachCallback, reachLinkCallback, signIn, startLink } from '../support/login.ts';
import { answerOf, opsOn } from '../support/ops.ts';
import { expectProblem } from '../support/refusal.ts';

const refusal = { status: 503, code: 'provider_not_adopted' };
const record = { pk: 'PROVIDER#p1', sk: 'ISSUER' };

let change: IssuerChange;
let deployment: Deployment;
let victim: { readonly browser: Browser; readonly userId: string };
let neighbour: Browser;
beforeAll(async () => {
  change = await prepareIssuerChange();
  deployment = await change.deploy(change.before);
  victim = await enter(deployment, 'p1', 'victor');
  neighbour = (await enter(deployment, 'p2', 'nora')).browser;
  // What a login of the old deployment would have left, had it been under way.
  deployment = await change.deploy(change.after);
});
afterAll(() => change.close());

const login = () => new Browser().request(`${deployment.baseUrl}/login/p1?max_age=60`, undefined, asJson);
const status = async (browser: Browser) => (await getSession(deployment.baseUrl, browser)).status;

test("another issuer's person of the same subject gets neither the account nor the way to it", async () => {
  await expectProblem(await login(), refusal);
  await expectProblem(await startLink(deployment.baseUrl, neighbour, 'p1'), refusal);
  expect(change.after.calls('authorize')).toBe(0);
  expect(change.after.calls('token')).toBe(0);
  const page = await new Browser().request(`${deployment.baseUrl}/login/p1`);
  expect([page.status, await page.text()]).toEqual([503, expect.stringContaining('is paused')]);
  await deployment.stack.wrote('"code":"provider_not_adopted"');
  await deployment.stack.wrote('npm run ops -- providers adopt p1');
});

test('the sign-in page has no button for it, and the account page says that it cannot be used', async () => {
  const page = await (await new Browser().request(`${deployment.baseUrl}/login`)).text();
  expect(page).toContain('data-provider="p2"');
  expect(page).not.toContain('data-provider="p1"');
  const account = await neighbour.request(`${deployment.baseUrl}/account`, undefined, asJson);
  expect(Object(await account.json()).providers).toContainEqual(
    expect.objectContaining({ name: 'p1', enabled: false }),
  );
});

test('sessions that the old issuer opened stay, and no logout of the new issuer ends them', async () => {
  expect(await status(victim.browser)).toBe(200);
  for (const path of ['/logout/backchannel/p1', '/callback/p1']) {
    const body = new URLSearchParams({ logout_token: await change.after.logoutToken({ sub: 'victor' }) });
    expect((await fetch(deployment.baseUrl + path, { method: 'POST', body })).status).toBe(400);
  }
  const front = new URLSearchParams({ iss: change.after.issuer, sid: 'victor' });
  await victim.browser.request(`${deployment.baseUrl}/logout/frontchannel/p1?${front}`);
  expect(await status(victim.browser)).toBe(200);
});

test('logins that are under way are refused at the callback, before the code is exchanged', async () => {
  const table = operatorTable(deployment);
  const Key = { pk: { S: record.pk }, sk: { S: record.sk } };
  const { Item } = await table.get({ Key });
  if (Item === undefined) throw new Error('the first sign-in records the issuer');
  await table.delete({ Key });
  const browser = new Browser();
  const callback = await reachCallback(deployment.baseUrl, browser, 'p1', { login_hint: 'victor' });
  const linking = await reachLinkCallback(deployment.baseUrl, neighbour, 'p1', { login_hint: 'wanda' });
  await table.put({ Item });
  await expectProblem(await browser.request(callback, undefined, asJson), refusal);
  await expectProblem(await neighbour.request(linking, undefined, asJson), refusal);
  expect(change.after.calls('token')).toBe(0);
  expect(browser.cookies).toEqual([]);
  expect(await holderOf(deployment, 'p1', 'wanda')).toBeUndefined();
});

test('a subject that is keyed by other claims is as foreign as another issuer', async () => {
  const row = (await deployment.table.rows(record.pk)).find(({ sk }) => sk === record.sk);
  if (row === undefined) throw new Error('the first sign-in records the issuer');
  await deployment.table.set(row, 'issuer', change.after.issuer);
  await deployment.table.set(row, 'identity_key', 'tid_oid');
  await expectProblem(await login(), refusal);
  await deployment.table.set(row, 'identity_key', 'sub');
  expect((await login()).status).toBe(302);
  await deployment.table.set(row, 'issuer', change.before.issuer);
});

test('doctor and providers list say it, and an operator adopts the issuer', async () => {
  const wrong = {
    ...{ provider: 'p1', name: 'issuer', state: 'wrong' },
    what: expect.stringMatching(`refused.*${change.before.issuer}.*${change.after.issuer}`),
    cure: expect.stringMatching(/npm run ops -- providers adopt p1$/),
  };
  const doctor = await opsOn(deployment, ['doctor', '--json']);
  expect(JSON.parse(doctor.out)).toContainEqual(wrong);
  expect(doctor.code).toBe(1);
  const issuers = { issuer: change.after.issuer, recorded_issuer: change.before.issuer };
  const listed = expect.objectContaining({ provider: 'p1', state: 'not adopted', ...issuers });
  expect(await answerOf(deployment, ['providers', 'list'])).toContainEqual(listed);

  const asked = await opsOn(deployment, ['providers', 'adopt', 'p1']);
  expect(asked).toMatchObject({ code: 1, out: '' });
  expect(asked.err).toContain(`The 1 account linked at p1 belongs to ${change.before.issuer}`);
  await expectProblem(await login(), refusal);

  const adopted = await answerOf<object>(deployment, ['providers', 'adopt', 'p1', '--yes']);
  expect(adopted).toMatchObject({
    ...{ provider: 'p1', issuer: change.after.issuer, adopted_from: change.before.issuer, accounts: 1 },
    adopted_by: expect.stringMatching(/./),
  });
  const again = await opsOn(deployment, ['providers', 'adopt', 'p1', '--yes']);
  expect(again).toMatchObject({ code: 0, err: expect.stringContaining('nothing was changed') });
  expect(await answerOf(deployment, ['audit', '--event', 'provider.adopted'])).toMatchObject([
    { actor: 'operator', provider: 'p1', from: change.before.issuer, to: change.after.issuer },
  ]);
  const browser = new Browser();
  expect((await signIn(deployment.baseUrl, browser, 'p1', { login_hint: 'victor' })).status).toBe(303);
  const { document } = await getSession(deployment.baseUrl, browser);
  expect(document.user.id).toBe(victim.userId);
});

test('the old issuer is refused from then on', async () => {
  deployment = await change.deploy(change.before);
  await expectProblem(await login(), refusal);
});
