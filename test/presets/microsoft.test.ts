import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Browser } from '../support/browser.ts';
import { type Deployment, startDeployment } from '../support/deployment.ts';
import { getSession, signIn } from '../support/login.ts';
import { microsoft, tenants } from '../support/programmable-provider/microsoft.ts';
import { expectRefusedLogin } from '../support/refusal.ts';

const oid = 'aaaaaaaa-0000-4000-8000-00000000000a';
let deployment: Deployment;
beforeAll(async () => {
  deployment = await startDeployment({ providers: [microsoft('microsoft'), microsoft('partners')] });
});
afterAll(() => deployment.close());

async function userOf(provider: string, tenant: string, object: string) {
  const browser = new Browser();
  const response = await signIn(deployment.baseUrl, browser, provider, { login_hint: `${tenant}/${object}` });
  expect(response.status).toBe(303);
  return (await getSession(deployment.baseUrl, browser)).document.user;
}

test('people of listed tenants sign in, known by tenant and object', async () => {
  const one = await userOf('microsoft', tenants.one, oid);
  const two = await userOf('microsoft', tenants.two, oid);
  expect(one.identities).toMatchObject([{ provider: 'microsoft', uid: `${tenants.one}:${oid}` }]);
  expect(two.identities).toMatchObject([{ provider: 'microsoft', uid: `${tenants.two}:${oid}` }]);
  expect(one.id).not.toBe(two.id);
  expect((await userOf('microsoft', tenants.one, oid)).id).toBe(one.id);
});

test('the same person under another name of the kind is another identity, not an account found by e-mail', async () => {
  const [here, there] = [await userOf('microsoft', tenants.one, 'both'), await userOf('partners', tenants.one, 'both')];
  expect(there.identities).toMatchObject([{ provider: 'partners', uid: `${tenants.one}:both` }]);
  expect(there.id).not.toBe(here.id);
});

test('an address never counts as verified, whatever the token says', async () => {
  expect(await userOf('microsoft', tenants.one, 'nobody')).toMatchObject({
    email: 'ceo@example.com',
    email_verified: false,
  });
});

describe('refused, with nothing written', () => {
  const invalid = { status: 502, code: 'invalid_id_token' };
  const ofTenant = (tenant: string) => deployment.provider('microsoft').issuer.replace('{tenantid}', tenant);

  test.each<[string, () => Record<string, unknown>]>([
    ['a tenant that is not listed', () => ({ iss: ofTenant(tenants.unlisted), tid: tenants.unlisted, oid })],
    ['the tid of another tenant than iss', () => ({ iss: ofTenant(tenants.one), tid: tenants.two, oid })],
    ['the tid of an unlisted tenant', () => ({ iss: ofTenant(tenants.one), tid: tenants.unlisted, oid })],
    ['no tid', () => ({ iss: ofTenant(tenants.one), oid })],
    ['another case of tid', () => ({ iss: ofTenant(tenants.one), tid: tenants.one.toUpperCase(), oid })],
    ['the template itself as iss', () => ({ tid: tenants.one, oid })],
    ['no oid', () => ({ iss: ofTenant(tenants.one), tid: tenants.one })],
    ['an oid that is no text', () => ({ iss: ofTenant(tenants.one), tid: tenants.one, oid: 1 })],
  ])('%s', async (_, changes) => {
    const misbehaviour = { claims: (claims: object) => ({ ...claims, ...changes() }) };
    await expectRefusedLogin(deployment, 'microsoft', misbehaviour, invalid);
  });
});
