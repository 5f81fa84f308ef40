import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { jwtVerify } from 'jose';
import { Provider } from 'oidc-provider/lib/provider.js';
import { ClientSecrets } from '../../../../lib/local/authentiq/client-secrets.ts';
import { loadKeys } from '../../../../lib/local/authentiq/keys.ts';
import { People } from '../../../../lib/local/authentiq/people.ts';
import { providerConfiguration } from '../../../../lib/local/authentiq/provider-configuration.ts';
import { Store } from '../../../../lib/local/authentiq/store.ts';
import { useClientSecrets } from '../../../../lib/local/authentiq/use-client-secrets.ts';
import { addSecret, listSecrets, revokeSecret } from './console.ts';
import { clientId, clientSecret, type Fixture, logoutClaims, openFixture, signIn, tokenError } from './fixture.ts';

let fixture: Fixture;
beforeEach(async () => {
  fixture = await openFixture();
});
afterEach(() => fixture.close());

const right = [400, 'invalid_grant'];
const wrong = [401, 'invalid_client'];

/** The id of the one secret that the console says to sign. */
async function signing(): Promise<string> {
  const [signer, ...others] = (await listSecrets(fixture)).filter(({ signs }) => signs);
  expect(others).toEqual([]);
  return signer?.id ?? '';
}

/** The provider without its server, for two requests that take turns, and a second secret of the client. */
async function makeProvider() {
  const store = new Store(`${fixture.options.dataFile}.apart`);
  const secrets = new ClientSecrets(store);
  secrets.provide(fixture.client);
  const { secret } = secrets.add(clientId);
  const parts = { store, keys: await loadKeys(store), people: new People(store), clients: [fixture.client], secrets };
  const provider = new Provider(fixture.options.issuer, providerConfiguration(parts));
  useClientSecrets(provider, secrets);
  return { provider, secret, end: () => store.flush() };
}

describe('the signing secret', () => {
  test('is the oldest until one is used, then the one that the client authenticated with last', async () => {
    const second = await addSecret(fixture);
    const third = await addSecret(fixture);
    const [first] = await listSecrets(fixture);
    expect(await signing()).toBe(first?.id);
    expect(await tokenError(fixture, third.secret)).toEqual(right);
    expect(await signing()).toBe(third.id);
    expect(await tokenError(fixture, `${second.secret}x`)).toEqual(wrong);
    expect(await signing()).toBe(third.id);
    await signIn(fixture, {}, second.secret);
    expect(await signing()).toBe(second.id);
    await signIn(fixture);
    expect(await signing()).toBe(first?.id);
  });

  test('is the oldest if the one used last is revoked or replaced', async () => {
    const second = await addSecret(fixture);
    const third = await addSecret(fixture);
    const [first] = await listSecrets(fixture);
    expect(await tokenError(fixture, third.secret)).toEqual(right);
    expect(await revokeSecret(fixture, second.id)).toBe(204);
    expect(await signing()).toBe(third.id);
    const fourth = await addSecret(fixture);
    expect(await revokeSecret(fixture, third.id)).toBe(204);
    expect(await signing()).toBe(first?.id);
    expect(await tokenError(fixture, clientSecret)).toEqual(right);
    for (let count = 0; count < 4; count += 1) await addSecret(fixture);
    expect(await signing()).toBe(fourth.id);
  });

  test('stays the same when it is added again', async () => {
    await signIn(fixture);
    await addSecret(fixture);
    const { id } = await addSecret(fixture, { client_secret: clientSecret });
    expect((await listSecrets(fixture)).at(-1)?.id).toBe(id);
    expect(await signing()).toBe(id);
  });

  test('stays the same after a restart', async () => {
    const second = await addSecret(fixture);
    await addSecret(fixture);
    expect(await tokenError(fixture, second.secret)).toEqual(right);
    await fixture.restart();
    expect(await signing()).toBe(second.id);
  });

  test('signs the ID token of its own request, also if a concurrent request uses another one', async () => {
    const { provider, secret, end } = await makeProvider();
    const requests = [clientSecret, secret].map(async (used) => {
      const client = await provider.Client.find(clientId);
      expect(await client?.compareClientSecret(used)).toBe(true);
      return { used, client };
    });
    for (const { used, client } of await Promise.all(requests)) {
      const idToken = await new provider.IdToken({}, { client }).issue({ use: 'idtoken' });
      const { payload } = await jwtVerify(idToken, Buffer.from(used), { algorithms: ['HS256'] });
      expect(payload.aud).toBe(clientId);
    }
    end();
  });

  test.each([
    ['the former one while a new one is not used', false],
    ['the new one once it is used', true],
  ])('signs logout tokens, whether the phone or the client began the sign-out: %s', async (_which, isUsed) => {
    // In the test runner's realm oidc-provider misses undici's dispatcher, and says so; under plain Node it does not.
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    const { computer, phone, claims } = await signIn(fixture);
    const other = await signIn(fixture, { phone });
    const { secret } = await addSecret(fixture);
    if (isUsed) expect(await tokenError(fixture, secret)).toEqual(right);
    const page = await (await computer.request(`${fixture.origin}/end-session`)).text();
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(page)?.[1] ?? '';
    await computer.request(`${fixture.origin}/end-session/confirm`, { xsrf, logout: 'yes' });
    await phone.request(`${fixture.origin}/phone/sites/end-all`, {});
    const signer = isUsed ? secret : clientSecret;
    const [byClient, byPhone] = await Promise.all(fixture.received.map((form) => logoutClaims(form, fixture, signer)));
    expect(byClient?.payload['sid']).toBe(claims['sid']);
    expect(byPhone?.payload['sid']).toBe(other.claims['sid']);
    warn.mockRestore();
  });
});

test('an ID token is accepted as id_token_hint as long as the secret that signed it is valid', async () => {
  const { computer, idToken } = await signIn(fixture);
  const hint = new URL(`/end-session?id_token_hint=${idToken}`, fixture.origin);
  const { secret } = await addSecret(fixture);
  expect((await computer.request(hint)).status).toBe(200);
  const later = await signIn(fixture, {}, secret);
  const laterHint = new URL(`/end-session?id_token_hint=${later.idToken}`, fixture.origin);
  expect((await computer.request(hint)).status).toBe(200);
  expect((await later.computer.request(laterHint)).status).toBe(200);
  const [first] = await listSecrets(fixture);
  expect(await tokenError(fixture, clientSecret)).toEqual(right);
  expect(await signing()).toBe(first?.id);
  expect((await later.computer.request(laterHint)).status).toBe(200);
  expect(await revokeSecret(fixture, first?.id ?? '')).toBe(204);
  expect((await computer.request(hint)).status).toBe(400);
  expect((await later.computer.request(laterHint)).status).toBe(200);
});
