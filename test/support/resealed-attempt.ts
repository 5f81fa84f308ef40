import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { parseKeySet } from '../../functions/core/sessions/key-set.ts';
import { createKeyring, type Keyring } from '../../functions/core/sessions/keyring.ts';
import { type Attempt, attemptCookie, openAttempt } from '../../functions/core/sessions/login-attempt.ts';
import type { Browser } from './browser.ts';
import type { Deployment } from './deployment.ts';

/** The keys that seal attempts, as somebody has them who got hold of the secret. */
export async function leakedKeyring({ stack }: Deployment): Promise<Keyring> {
  const { accessKeyId, secretAccessKey, region, secretsManagerEndpoint: endpoint, ...local } = stack.local;
  const client = new SecretsManagerClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey } });
  const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: local.sessionKeysSecretArn }));
  client.destroy();
  const keys = parseKeySet(JSON.parse(SecretString));
  if (keys === undefined) throw new Error('there are no session keys');
  return createKeyring(keys);
}

/** Opens the one attempt that a browser has, changes it, and seals it again with the right keys. */
export async function resealAttempt(
  deployment: Deployment,
  browser: Browser,
  change: (attempt: Attempt) => Attempt,
): Promise<void> {
  const keyring = await leakedKeyring(deployment);
  const cookie = browser.cookies.find(({ name }) => name.startsWith('postern-login-'));
  const attempt = openAttempt(cookie?.name ?? '', cookie?.value ?? '', keyring);
  if (attempt === undefined) throw new Error('the attempt does not open');
  const changed = attemptCookie(change(attempt), keyring, new Uint8Array(12), { secure: false }, 'Lax');
  const [pair = ''] = changed.split(';');
  const at = pair.indexOf('=');
  browser.setCookie(new URL(deployment.baseUrl).hostname, pair.slice(0, at), pair.slice(at + 1));
}
