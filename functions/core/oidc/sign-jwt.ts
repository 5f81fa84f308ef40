import { constants, createHmac, type KeyObject, type SignKeyObjectInput, sign } from 'node:crypto';
import { isAsymmetric, type JwsAlgorithm } from '../contract/algorithms.ts';

/** Header of a JWT, with the algorithm (`alg`) that the JWT is signed by. */
export interface SigningHeader {
  readonly alg: JwsAlgorithm;
  readonly [parameter: string]: unknown;
}

/**
 * Signs a JWT by its header's algorithm (RFC 7515 section 5.1). Decision record 2 says why this uses `node:crypto`
 * instead of jose.
 * @param key A private key that fits the algorithm, or the secret for an HMAC algorithm.
 */
export function signJwt(header: SigningHeader, claims: object, key: KeyObject): string {
  const signed = `${encode(header)}.${encode(claims)}`;
  return `${signed}.${signature(header.alg, signed, key).toString('base64url')}`;
}

/**
 * Signature by an algorithm of RFC 7518 sections 3.2 to 3.5, or by EdDSA (RFC 8037 section 3.1), whose curve defines
 * the hash function.
 */
function signature(algorithm: JwsAlgorithm, signed: string, key: KeyObject): Buffer {
  if (algorithm === 'EdDSA') return sign(null, Buffer.from(signed), key);
  const hash = `sha${algorithm.slice(2)}`;
  return isAsymmetric(algorithm)
    ? sign(hash, Buffer.from(signed), { key, ...formOf(algorithm) })
    : createHmac(hash, key).update(signed).digest();
}

function formOf(algorithm: JwsAlgorithm): Omit<SignKeyObjectInput, 'key'> {
  if (algorithm.startsWith('ES')) return { dsaEncoding: 'ieee-p1363' };
  if (algorithm.startsWith('RS')) return { padding: constants.RSA_PKCS1_PADDING };
  return { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
