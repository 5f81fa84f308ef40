import { generateKeyPairSync } from 'node:crypto';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { jwtVerify } from 'jose';
import { Browser, type Form } from '../support/browser.ts';
import { type Deployment, startDeployment } from '../support/deployment.ts';
import { asJson, getSession, readFirstForm, startLogin } from '../support/login.ts';
import { apple } from '../support/programmable-provider/apple.ts';
import { expectProblem } from '../support/refusal.ts';

/** Requires a name that the provider sends through the browser alone, unsigned. */
const requiringName = { requiredClaims: { given_name: 'Ada' } };
const team = { teamId: 'TEAM123456', keyId: 'KEY1234567' };
const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const privateKeyPem = String(privateKey.export({ type: 'pkcs8', format: 'pem' }));
/** Client secrets that were accepted, as they were sent. */
const accepted: string[] = [];

/** As Apple judges a client secret: by the team's key, for this issuer, about this client, six months at most. */
async function isClientSecret(form: URLSearchParams): Promise<boolean> {
  const jwt = form.get('client_secret') ?? '';
  const expected = {
    issuer: team.teamId,
    audience: ['apple', 'named'].map((name) => deployment.provider(name).issuer),
    subject: 'client-1',
  };
  const verified = await jwtVerify(jwt, publicKey, { ...expected, algorithms: ['ES256'] }).catch(() => undefined);
  const { exp = Number.POSITIVE_INFINITY, iat = 0 } = verified?.payload ?? {};
  const fits = verified?.protectedHeader.kid === team.keyId && exp - iat <= 15_777_000;
  if (fits) accepted.push(jwt);
  return fits && form.get('client_id') === 'client-1';
}

let deployment: Deployment;
beforeAll(async () => {
  deployment = await startDeployment({
    providers: [
      apple('apple', team, isClientSecret),
      apple('keyless', team, isClientSecret),
      apple('named', { ...team, ...requiringName }, isClientSecret),
      { name: 'posting', config: { responseMode: 'form_post' } },
    ],
  });
  for (const name of ['apple', 'named']) await storePrivateKey(name, privateKeyPem);
});
afterAll(() => deployment.close());

async function storePrivateKey(provider: string, private_key: string): Promise<void> {
  const { accessKeyId, secretAccessKey, region, secretsManagerEndpoint, providerSecretArns } = deployment.stack.local;
  const credentials = { accessKeyId, secretAccessKey };
  const client = new SecretsManagerClient({ endpoint: secretsManagerEndpoint, region, credentials });
  const secret = { SecretId: providerSecretArns[provider] ?? '', SecretString: JSON.stringify({ private_key }) };
  await client.send(new PutSecretValueCommand(secret));
  client.destroy();
}

/** Signs in up to the form that the provider has the browser post, and posts it with these changes. */
async function post(provider: string, sub: string, changes: Form = {}) {
  const browser = new Browser();
  const authorization = await startLogin(deployment.baseUrl, browser, provider, { login_hint: sub });
  const { action, fields } = readFirstForm(await (await browser.request(authorization)).text());
  const unescaped = Object.entries(fields).map(([name, value]) => [name, value.replaceAll('&quot;', '"')]);
  const form: Form = { ...Object.fromEntries(unescaped), ...changes };
  const { origin } = new URL(deployment.provider(provider).issuer);
  return { browser, form, response: await browser.request(action, form, { ...asJson, origin }) };
}

async function userAfter({ browser, response }: Awaited<ReturnType<typeof post>>) {
  expect(response.status).toBe(303);
  return (await getSession(deployment.baseUrl, browser)).document.user;
}

test('the first response tells the name, once; it stays, and its address counts for nothing', async () => {
  const first = await post('apple', 'ada');
  expect(first.form).toHaveProperty('user');
  const profile = { name: 'Ada Example', email: 'ada@privaterelay.example', email_verified: true };
  const user = await userAfter(first);
  expect(user).toMatchObject({ ...profile, identities: [{ provider: 'apple', uid: 'ada' }] });
  const second = await post('apple', 'ada');
  expect(second.form).not.toHaveProperty('user');
  expect(await userAfter(second)).toMatchObject({ ...profile, id: user.id });
});

test('a name that came through the browser satisfies no required claim', async () => {
  const { form, response } = await post('named', 'ada');
  expect(form['user']).toContain('Ada');
  const document = await expectProblem(response, { status: 403, code: 'required_claim_missing' });
  expect(document.claim).toBe('given_name');
});

test('the client secret is a JWT of the stored key, made for each exchange', async () => {
  const from = accepted.length;
  await userAfter(await post('apple', 'eve'));
  await userAfter(await post('apple', 'eve'));
  expect(new Set(accepted.slice(from)).size).toBe(2);
  expect(deployment.stack.output()).not.toContain('PRIVATE KEY');
});

describe('the parameter user', () => {
  test.each([
    ['no JSON', '{'],
    ['no object', '["Ada"]'],
    ['a name that is no object', '{"name":"Ada"}'],
    ['a prototype', '{"__proto__":{"name":{"firstName":"Ada"}}}'],
    ['empty', ''],
  ])('tells no name where it is %s, and keeps nobody out', async (what, user) => {
    const sub = `odd-${what.replaceAll(' ', '-')}`;
    const found = await userAfter(await post('apple', sub, { user }));
    expect(found).toMatchObject({ name: `${sub}@privaterelay.example`, email: `${sub}@privaterelay.example` });
  });

  test('is refused if it is a duplicate or too long, before the code is sent on', async () => {
    const exchanges = deployment.provider('apple').calls('token');
    const twice = await post('apple', 'twice', { user: ['{}', '{}'] });
    await expectProblem(twice.response, { status: 400, code: 'invalid_callback' });
    const long = await post('apple', 'long', { user: ' '.repeat(4097) });
    await expectProblem(long.response, { status: 413, code: 'too_large' });
    expect(deployment.provider('apple').calls('token')).toBe(exchanges);
  });

  test('means nothing from another provider', async () => {
    const user = JSON.stringify({ name: { firstName: 'Ada', lastName: 'Example' } });
    const found = await userAfter(await post('posting', 'pam', { user: [user, user] }));
    expect(JSON.stringify(found)).not.toContain('Ada');
  });
});

test('a key that was not stored yet keeps people out for now, and the log says what to store', async () => {
  const { response } = await post('keyless', 'kay');
  await expectProblem(response, { status: 503, code: 'temporarily_unavailable' });
  expect(deployment.stack.output()).toContain(`the private key ${team.keyId}`);
});
