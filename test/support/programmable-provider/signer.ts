import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { JWTPayload } from 'jose';
import { exportJWK, generateKeyPair, type JSONWebKeySet, type JWK, type JWTHeaderParameters, SignJWT } from 'jose';

/** Algorithms that the provider can be told to sign with, beside HS256. */
export type SigningAlgorithm = 'RS256' | 'ES256' | 'EdDSA';

/** Signs tokens, and publishes the keys that verify them. */
export interface Signer {
  /** The public keys, among others that are of no use for it. */
  jwks(): JSONWebKeySet;
  /** The header of a well-behaved token. */
  header(): JWTHeaderParameters;
  /** Signs by the header's algorithm with the current key. */
  sign(header: JWTHeaderParameters, claims: JWTPayload): Promise<string>;
  /** The current public key; with HS256 there is none worth the name. */
  publicKey(): JWK;
  /** From now on signs with a new key; the old one is published no more. */
  rotate(): Promise<void>;
}

interface SigningKey {
  readonly kid: string;
  readonly secret: KeyObject;
  readonly published: JWK;
}

let published: readonly JWK[] | undefined;

/** Keys that stand in a JWKS beside those that sign: of other curves, for encryption, mostly without `alg`. */
function otherKeys(): readonly JWK[] {
  published ??= [
    { ...generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey.export({ format: 'jwk' }), kid: 'k1' },
    { ...generateKeyPairSync('x25519').publicKey.export({ format: 'jwk' }), kid: 'x1' },
    { ...generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' }), use: 'enc' },
  ];
  return published;
}

async function newKey(algorithm: SigningAlgorithm, number: number): Promise<SigningKey> {
  const kid = `sig-${number}`;
  const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true });
  const secret = createPrivateKey({ key: { ...(await exportJWK(privateKey)) }, format: 'jwk' });
  return { kid, secret, published: { ...(await exportJWK(publicKey)), kid, use: 'sig' } };
}

/** Makes a signer that signs with the client secret of the moment. */
export function createSecretSigner(clientSecret: () => string): Signer {
  const noKey = () => Promise.reject(new Error('a client secret is no key that the provider rotates'));
  return {
    jwks: () => ({ keys: [...otherKeys()] }),
    header: () => ({ alg: 'HS256', typ: 'JWT' }),
    sign: (header, claims) => new SignJWT(claims).setProtectedHeader(header).sign(Buffer.from(clientSecret())),
    publicKey: () => ({ kty: 'oct' }),
    rotate: noKey,
  };
}

/** Makes a signer with its first key. */
export async function createKeySigner(algorithm: SigningAlgorithm): Promise<Signer> {
  let number = 1;
  let key = await newKey(algorithm, number);
  return {
    jwks: () => ({ keys: [...otherKeys(), key.published] }),
    header: () => ({ alg: algorithm, typ: 'JWT', kid: key.kid }),
    sign: (header, claims) => new SignJWT(claims).setProtectedHeader(header).sign(key.secret),
    publicKey: () => key.published,
    async rotate() {
      number += 1;
      key = await newKey(algorithm, number);
    },
  };
}

/** A token without a signature (RFC 7519 section 6). */
export function unsecured(header: object, claims: object): string {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${encode({ ...header, alg: 'none' })}.${encode(claims)}.`;
}
