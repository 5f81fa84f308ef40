import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type House, startHouse } from '../../support/house.ts';
import { opsOn } from '../../support/ops.ts';

let house: House;
beforeAll(async () => {
  house = await startHouse({ providers: [{ name: 'op' }] });
});
afterAll(() => house.close());

test('a client secret from standard input is stored, without the end of its line, and never shown', async () => {
  const { code, out, err } = await opsOn(house, ['secret', 'set', 'op', '--json'], 'of-standard-input\n');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(Object.keys(JSON.parse(out))).toEqual(['provider', 'version']);
  expect(out).not.toContain('of-standard-input');
  const { local } = house.stack;
  const { region, accessKeyId, secretAccessKey, secretsManagerEndpoint: endpoint } = local;
  const client = new SecretsManagerClient({ region, endpoint, credentials: { accessKeyId, secretAccessKey } });
  const stored = await client.send(new GetSecretValueCommand({ SecretId: local.providerSecretArns['op'] }));
  client.destroy();
  expect(JSON.parse(stored.SecretString ?? '')).toEqual({ client_secret: 'of-standard-input' });
  expect(stored.VersionId).toBe(JSON.parse(out).version);
});

test.each(['', ' spaced', 'two\nlines', 'ümlaut', 'x'.repeat(1025)])(
  'a client secret %j is refused',
  async (secret) => {
    const { code, out, err } = await opsOn(house, ['secret', 'set', 'op'], secret);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain('a client secret, 1 to 1,024 printable characters');
  },
);

test('a provider that the deployment does not have is refused', async () => {
  const { code, err } = await opsOn(house, ['secret', 'set', 'nope'], 'x');
  expect(code).toBe(1);
  expect(err).toContain('The deployment has no provider nope');
});
