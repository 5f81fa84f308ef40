import { CompactSign, exportJWK, generateKeyPair, type JWK, type JWSHeaderParameters } from 'jose';
import type { JwsAlgorithm } from '../../../../functions/core/contract/algorithms.ts';
import type { SignatureKeys } from '../../../../functions/core/oidc/jws.ts';

/** One algorithm of each family that providers sign with. */
export const algorithms = ['HS256', 'RS256', 'PS256', 'ES256', 'EdDSA'] as const;

/** Something that signs tokens as a provider does. */
export interface Signer {
  readonly algorithm: JwsAlgorithm;
  /** The public key as it stands in a JWKS; of a client secret there is none. */
  readonly jwk: JWK;
  /** Where the relying party gets the keys from. */
  readonly keys: SignatureKeys;
  /** Signs claims (or any text); `header` adds to `alg` and `kid`. */
  sign(claims: object | string, header?: Partial<JWSHeaderParameters>): Promise<string>;
}

/** Makes a signer with a new key, or with this client secret for the HMAC algorithms. */
export async function createSigner(algorithm: JwsAlgorithm, kid = 'key-1', secret = newSecret()): Promise<Signer> {
  const pair = algorithm.startsWith('HS') ? undefined : await generateKeyPair(algorithm, { extractable: true });
  const jwk: JWK = pair === undefined ? {} : { ...(await exportJWK(pair.publicKey)), kid };
  const key = pair?.privateKey ?? new TextEncoder().encode(secret);
  return {
    algorithm,
    jwk,
    keys: pair === undefined ? secretKeys([secret]) : jwksKeys({ keys: [jwk] }),
    sign: (claims, header) =>
      new CompactSign(new TextEncoder().encode(typeof claims === 'string' ? claims : JSON.stringify(claims)))
        .setProtectedHeader({ alg: algorithm, ...(pair && { kid }), ...header })
        .sign(key),
  };
}

function newSecret(): string {
  return crypto.randomUUID() + crypto.randomUUID();
}

/** Keys of a provider that signs with client secrets, which may have changed when they are read again. */
export function secretKeys(secrets: readonly string[], anew = secrets): SignatureKeys {
  return {
    secrets: async (known) => (known === undefined ? secrets : anew),
    jwks: () => Promise.reject(new Error('the JWKS was asked')),
  };
}

/** Keys of a provider with a JWKS, which may have changed when it is read again. */
export function jwksKeys(set: { keys: JWK[] }, anew = set): SignatureKeys {
  return {
    secrets: () => Promise.reject(new Error('the client secret was asked')),
    jwks: async (known) => (known === undefined ? set : anew),
  };
}

/** A token of any header and payload with a made-up signature. */
export function forged(header: unknown, payload: unknown, signature = 'c2lnbmF0dXJl'): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part(header)}.${part(payload)}.${signature}`;
}
