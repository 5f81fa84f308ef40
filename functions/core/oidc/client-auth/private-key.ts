import { createHash, createPrivateKey, createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import type { AsymmetricAlgorithm } from '../../contract/algorithms.ts';

/** Minimum size of an RSA key in bits (RFC 7518 sections 3.3 and 3.5). */
export const leastRsaBits = 2048;

/**
 * Elliptic curve of each algorithm that needs one (RFC 7518 section 3.4, RFC 8037 section 3.1). `type` is Node.js's
 * name of the curve, `name` that of the specifications.
 */
const curves: Readonly<Partial<Record<AsymmetricAlgorithm, { readonly type: string; readonly name: string }>>> = {
  ES256: { type: 'prime256v1', name: 'P-256' },
  ES384: { type: 'secp384r1', name: 'P-384' },
  ES512: { type: 'secp521r1', name: 'P-521' },
  EdDSA: { type: 'ed25519', name: 'Ed25519' },
};

/** The curve that an algorithm's keys must be on; undefined if the algorithm needs RSA keys. */
export function curveOf(algorithm: AsymmetricAlgorithm): string | undefined {
  return curves[algorithm]?.name;
}

/**
 * Parses a private key and checks that the algorithm can sign with it.
 * @param pem PKCS #8, PEM.
 * @throws Error if the text is no private key, or the key does not fit the algorithm. Its message says why and contains
 * nothing of the key.
 */
export function readPrivateKey(pem: string, algorithm: AsymmetricAlgorithm): KeyObject {
  const key = parse(pem);
  if (fits(key, algorithm)) return key;
  const curve = curveOf(algorithm);
  throw new Error(
    curve === undefined ? `it is no RSA key of ${leastRsaBits} bits or more` : `it is no key of the curve ${curve}`,
  );
}

function parse(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (cause) {
    throw new Error('it is no private key', { cause });
  }
}

function fits({ asymmetricKeyType: type, asymmetricKeyDetails }: KeyObject, algorithm: AsymmetricAlgorithm): boolean {
  const curve = curves[algorithm]?.type;
  if (curve !== undefined) return curve === (type === 'ec' ? asymmetricKeyDetails?.namedCurve : type);
  return type === 'rsa' && (asymmetricKeyDetails?.modulusLength ?? 0) >= leastRsaBits;
}

/**
 * Required members of a JWK by key type (`kty`), in lexicographic order as the thumbprint needs them (RFC 7638 section
 * 3.2, RFC 8037 section 2).
 */
const required: Readonly<Record<string, readonly (keyof JsonWebKey & string)[]>> = {
  EC: ['crv', 'kty', 'x', 'y'],
  OKP: ['crv', 'kty', 'x'],
  RSA: ['e', 'kty', 'n'],
};

/** The public key of a private key as a JWK, with only the members that its type requires (RFC 7517 section 4). */
export function publicJwk(privateKey: KeyObject): JsonWebKey {
  return identifying(createPublicKey(privateKey).export({ format: 'jwk' }));
}

/** SHA-256 thumbprint of a public key in JWK form (RFC 7638 section 3). */
export function jwkThumbprint(jwk: JsonWebKey): string {
  return createHash('sha256')
    .update(JSON.stringify(identifying(jwk)))
    .digest('base64url');
}

function identifying(jwk: JsonWebKey): JsonWebKey {
  const members = required[jwk.kty ?? ''] ?? [];
  return Object.fromEntries(members.map((member) => [member, jwk[member]]));
}
