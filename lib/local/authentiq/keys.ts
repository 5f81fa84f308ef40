import { generateKeyPair, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import * as v from 'valibot';
import type { Store } from './store.ts';

const keysSchema = v.object({
  /** Secrets with which the provider signs its cookies. */
  cookies: v.array(v.string()),
  /** Private keys that sign tokens. The public keys are published at `/public-keys`. */
  jwks: v.array(v.looseObject({ kty: v.string() })),
});

/** The local provider's own keys. */
export type Keys = v.InferOutput<typeof keysSchema>;

/** The local provider's keys from the store, generated at the first start. */
export async function loadKeys(store: Store): Promise<Keys> {
  const collection = store.collection('Keys', (value) => v.is(keysSchema, value));
  const stored = collection.get('provider');
  if (stored) return stored;
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const jwk = {
    ...privateKey.export({ format: 'jwk' }),
    kty: 'RSA',
    use: 'sig',
    alg: 'RS256',
    kid: randomBytes(8).toString('base64url'),
  };
  const keys = { cookies: [randomBytes(32).toString('base64url')], jwks: [jwk] };
  collection.set('provider', keys);
  return keys;
}
