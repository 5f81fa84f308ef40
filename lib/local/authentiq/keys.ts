import { generateKeyPair, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import * as v from 'valibot';
import type { Store } from './store.ts';

const keysSchema = v.object({
  /** Secrets that sign cookies. */
  cookies: v.array(v.string()),
  /** Private signing keys; their public halves are published at `/public-keys`. */
  jwks: v.array(v.looseObject({ kty: v.string() })),
});

/** The provider's own keys. */
export type Keys = v.InferOutput<typeof keysSchema>;

/** The keys in the store, generated at first use. */
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
