import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Browser } from '../../support/browser.ts';
import { type Deployment, startDeployment } from '../../support/deployment.ts';
import { asJson, reachCallback, signIn } from '../../support/login.ts';
import { opsOn } from '../../support/ops.ts';

let deployment: Deployment;
const folder = mkdtempSync(join(tmpdir(), 'postern-policy-'));
const explain = async (claims: object, ...args: string[]) => {
  const answer = await opsOn(
    deployment,
    ['policy', 'explain', '--claims', '-', '--json', ...args],
    JSON.stringify(claims),
  );
  expect(answer).toMatchObject({ code: 0, err: '' });
  return JSON.parse(answer.out);
};

beforeAll(async () => {
  deployment = await startDeployment({
    providers: [
      { name: 'op', config: { args: { scope: 'profile email~rs' } } },
      { name: 'linking' },
      { name: 'closed', config: { allowedEmailDomains: ['example.com'] } },
      { name: 'staff', config: { requiredClaims: { groups: ['staff', 'admins'] } } },
    ],
    config: {
      ...{ allowSingleSignOn: ['op'], blockAutoCreatedUsers: true, autoApprove: ['example.com'] },
      ...{ autoLinkUser: ['linking'], externalProviders: ['op'], syncProfileFromProvider: ['op'] },
    },
  });
  deployment.provider('op').setPerson('ann', { name: 'Ann', email: 'ann@example.com', email_verified: true });
  expect((await signIn(deployment.baseUrl, new Browser(), 'op', { login_hint: 'ann' })).status).toBe(303);
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await deployment.close();
});

const bea = { sub: 'bea', email: 'bea@example.com', email_verified: true, preferred_username: 'ann' };
const writtenBy = (email: string) => ({ sub: 'new', email, email_verified: true });

describe('policy explain', () => {
  test('explains the account that would be created', async () => {
    expect(await explain(bea, '--provider', 'op')).toMatchObject({
      ...{ decision: 'create', reason: "autoApprove lists the verified address's domain", provider: 'op', uid: 'bea' },
      writes: { username: 'ann2', state: 'active', external: true, session: true },
      rules: { allowSingleSignOn: ['op'], autoApprove: ['example.com'], scope: 'profile email~rs' },
    });
    expect(await explain(writtenBy('new@other.org'), '--provider', 'op')).toMatchObject({
      decision: 'create',
      writes: { state: 'blocked_pending_approval', session: false },
    });
  });

  test('explains the attributes that would be synchronised', async () => {
    const claims = { sub: 'ann', email: 'ann@other.org', email_verified: true };
    expect(await explain(claims, '--provider', 'op')).toMatchObject({
      ...{ decision: 'sign_in', account: { username: 'ann', state: 'active' } },
      writes: { attributes: ['email'], sign_in_count: 2, session: true },
      rules: { syncProfileFromProvider: ['op'], syncProfileAttributes: ['email'] },
    });
  });

  test("explains whether an existing account's address links", async () => {
    expect(await explain(writtenBy('ANN@example.com'), '--provider', 'linking')).toMatchObject({
      ...{ decision: 'auto_link', account: { username: 'ann' }, writes: { linked: true } },
    });
    expect(await explain(writtenBy('ann@example.com'), '--provider', 'op')).toMatchObject({
      ...{ decision: 'refuse', code: 'email_taken', account: { username: 'ann' } },
    });
  });

  test.each([
    ['op', { sub: 'x' }, 'required_claim_missing'],
    ['op', { sub: 'x', email: 'x@example.com', email_verified: 'true' }, 'required_claim_missing'],
    ['op', { email: 'x@example.com', email_verified: true }, 'invalid_id_token'],
    ['op', { ...writtenBy('x@example.com'), iss: 'https://elsewhere.example' }, 'invalid_id_token'],
    ['closed', writtenBy('x@other.org'), 'email_domain_not_allowed'],
    ['linking', writtenBy('x@other.org'), 'sign_up_disabled'],
  ])('%s, %j: %s', async (provider, claims, code) => {
    expect(await explain(claims, '--provider', provider)).toMatchObject({ decision: 'refuse', code });
  });

  test.each([
    [{ groups: ['other', 'admins'] }, 'sign_up_disabled', undefined],
    [{ groups: ['other'] }, 'required_claim_missing', 'groups'],
    [{}, 'required_claim_missing', 'groups'],
  ])('checks required claims before anything else, and shows them: %j', async (claims, code, claim) => {
    const explained = await explain({ ...writtenBy('x@other.org'), ...claims }, '--provider', 'staff');
    expect(explained).toMatchObject({
      decision: 'refuse',
      code,
      rules: { requiredClaims: { groups: ['staff', 'admins'] } },
    });
    expect(explained.claim).toBe(claim);
    expect(explained.reason).not.toContain('admins');
  });

  test('decides as the callback does, and writes nothing', async () => {
    for (const [sub, email] of [
      ['dan', 'dan@other.org'],
      ['ed', 'ann@example.com'],
    ] as const) {
      const claims = { email, email_verified: true };
      const before = await deployment.table.rows('');
      const { decision, code, writes } = await explain({ sub, ...claims }, '--provider', 'op');
      expect(await deployment.table.rows('')).toEqual(before);
      deployment.provider('op').setPerson(sub, claims);
      const browser = new Browser();
      const callback = await reachCallback(deployment.baseUrl, browser, 'op', { login_hint: sub });
      const document = Object(await (await browser.request(callback, undefined, asJson)).json());
      const waits = decision === 'create' && writes.state === 'blocked_pending_approval';
      expect(document.code).toBe(waits ? 'account_pending_approval' : code);
    }
  });

  test('respects the live switch', async () => {
    await opsOn(deployment, ['providers', 'disable', 'op']);
    expect(await explain(bea, '--provider', 'op')).toMatchObject({ decision: 'refuse', code: 'provider_disabled' });
    await opsOn(deployment, ['providers', 'enable', 'op']);
  });

  test('reads rules from --config, and reports every problem', async () => {
    const file = join(folder, 'block.json');
    const { issuer } = deployment.provider('op');
    const provider = { name: 'op', issuer, appId: 'client-1' };
    writeFileSync(file, JSON.stringify({ providers: [provider] }));
    expect(await explain(bea, '--config', file)).toMatchObject({ decision: 'refuse', code: 'sign_up_disabled' });
    writeFileSync(file, JSON.stringify({ providers: [provider], autoApprove: 'everybody', colour: 'blue' }));
    const { code, err } = await opsOn(deployment, ['policy', 'explain', '--claims', '-', '--config', file], '{}');
    expect(code).toBe(1);
    expect(err).toMatch(/autoApprove: .*\n.*colour: |colour: .*\n.*autoApprove: /);
  });
});

test.each([
  ['no JSON', 'eyJhbGciOiJub25lIn0.e30.'],
  ['a list', '[]'],
  ['nothing', ''],
])('refuses claims that are %s', async (_what, input) => {
  const { code, out, err } = await opsOn(deployment, ['policy', 'explain', '--claims', '-', '--provider', 'op'], input);
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toBe(
    'Standard input must hold claims as one JSON object: the payload of an ID token, not the token itself.\n',
  );
});

test('refuses oversized claims, and a missing file', async () => {
  const big = JSON.stringify({ sub: 'x'.repeat(70_000) });
  const tooBig = await opsOn(deployment, ['policy', 'explain', '--claims', '-', '--provider', 'op'], big);
  expect(tooBig).toMatchObject({ code: 1, err: expect.stringContaining('larger than 65536 bytes') });
  const missing = await opsOn(deployment, ['policy', 'explain', '--claims', join(folder, 'none'), '--provider', 'op']);
  expect(missing).toMatchObject({ code: 1, err: expect.stringContaining('cannot be read (ENOENT') });
});

test('without --provider, or with an unknown one, lists the known providers', async () => {
  for (const args of [[], ['--provider', 'nope']]) {
    const { code, err } = await opsOn(deployment, ['policy', 'explain', '--claims', '-', ...args], '{}');
    expect(code).toBe(2);
    expect(err).toContain('There are: op, linking, closed, staff.');
  }
});
