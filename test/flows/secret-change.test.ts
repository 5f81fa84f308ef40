import { randomUUID } from 'node:crypto';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Browser } from '../support/browser.ts';
import { type Deployment, startDeployment } from '../support/deployment.ts';
import { getSession, signIn } from '../support/login.ts';
import { expectProblem } from '../support/refusal.ts';

let deployment: Deployment;
const providers = [{ name: 'rs' }, { name: 'hs', algorithm: 'HS256' }] as const;
beforeAll(async () => {
  deployment = await startDeployment({ providers });
});
afterAll(() => deployment.close());

async function storeSecret(provider: string, secret: string): Promise<void> {
  const { accessKeyId, secretAccessKey, region, secretsManagerEndpoint, providerSecretArns } = deployment.stack.local;
  const client = new SecretsManagerClient({
    endpoint: secretsManagerEndpoint,
    region,
    credentials: { accessKeyId, secretAccessKey },
  });
  const SecretString = JSON.stringify({ client_secret: secret });
  await client.send(new PutSecretValueCommand({ SecretId: providerSecretArns[provider] ?? '', SecretString }));
  client.destroy();
}

test.each(providers)(
  'journey H: a changed client secret is taken up by the next login; sessions live on: $name',
  async ({ name }) => {
    const { baseUrl } = deployment;
    const provider = deployment.provider(name);
    const browser = new Browser();
    expect((await signIn(baseUrl, browser, name)).status).toBe(303);

    const secret = `changed-${randomUUID()}`;
    provider.changeSecret(secret);
    const refused = await signIn(baseUrl, new Browser(), name);
    await expectProblem(refused, { status: 502, code: 'provider_error' });

    await storeSecret(name, secret);
    const exchanges = provider.calls('token');
    const later = new Browser();
    expect((await signIn(baseUrl, later, name)).status).toBe(303);
    expect(provider.calls('token')).toBe(exchanges + 2);
    expect((await signIn(baseUrl, new Browser(), name)).status).toBe(303);
    expect(provider.calls('token')).toBe(exchanges + 3);
    for (const signedIn of [browser, later]) expect((await getSession(baseUrl, signedIn)).status).toBe(200);
    expect(deployment.stack.output()).not.toContain(secret);
  },
);
