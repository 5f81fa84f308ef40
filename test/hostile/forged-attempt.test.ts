import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Attempt, attemptCookie, openAttempt } from '../../functions/core/sessions/attempt.ts';
import { parseKeySet } from '../../functions/core/sessions/key-set.ts';
import { createKeyring, type Keyring } from '../../functions/core/sessions/keyring.ts';
import { type LoopbackServer, startLoopbackServer } from '../functions/core/support/loopback-server.ts';
import { Browser } from '../support/browser.ts';
import { type House, startHouse } from '../support/house.ts';
import { asJson, reachCallback } from '../support/login.ts';
import { expectProblem } from '../support/refusal.ts';

let [house, evil]: [House, LoopbackServer] = [Object(), Object()];
beforeAll(async () => {
  [house, evil] = await Promise.all([startHouse({ providers: [{ name: 'op' }] }), startLoopbackServer()]);
});
afterAll(() => Promise.all([house.close(), evil.close()]));

/** The keys that seal attempts, as somebody has them who got hold of the secret. */
async function leakedKeyring(): Promise<Keyring> {
  const { accessKeyId, secretAccessKey, region, secretsManagerEndpoint: endpoint, ...local } = house.stack.local;
  const client = new SecretsManagerClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey } });
  const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: local.sessionKeysSecretArn }));
  client.destroy();
  const keys = parseKeySet(JSON.parse(SecretString));
  if (keys === undefined) throw new Error('there are no session keys');
  return createKeyring(keys);
}

test.each(['tokenEndpoint', 'jwksUri', 'userinfoEndpoint', 'endSessionEndpoint'] as const)(
  'an attempt that is sealed with the right keys but names another %s is refused, and nothing is sent there',
  async (endpoint) => {
    const browser = new Browser();
    const callback = await reachCallback(house.baseUrl, browser, 'op');
    const keyring = await leakedKeyring();
    const cookie = browser.cookies.find(({ name }) => name.startsWith('postern-login-'));
    const attempt = openAttempt(cookie?.name ?? '', cookie?.value ?? '', keyring);
    if (attempt === undefined) throw new Error('the attempt does not open');
    const forged: Attempt = { ...attempt, [endpoint]: `${evil.origin}/stolen` };
    const [pair = ''] = attemptCookie(forged, keyring, new Uint8Array(12), { secure: false }, 'Lax').split(';');
    const [name = '', value = ''] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
    browser.setCookie(new URL(house.baseUrl).hostname, name, value);
    const exchanges = house.provider('op').calls('token');
    await expectProblem(await browser.request(callback, undefined, asJson), { status: 400, code: 'login_not_found' });
    expect([evil.received.length, house.provider('op').calls('token')]).toEqual([0, exchanges]);
  },
);
