import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { type AsymmetricAlgorithm, asymmetricAlgorithms } from '../../../../functions/core/contract/algorithms.ts';

/** A key pair that was just made. */
export interface TestKeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
  /** The private key: PKCS #8, PEM. */
  readonly pem: string;
}

type Curve = 'P-256' | 'P-384' | 'P-521' | 'secp256k1';

/** Makes a key pair of a curve. */
export function ecKey(namedCurve: Curve = 'P-256'): TestKeyPair {
  return withPem(generateKeyPairSync('ec', { namedCurve }));
}

/** Makes an RSA key pair. */
export function rsaKey(modulusLength = 2048): TestKeyPair {
  return withPem(generateKeyPairSync('rsa', { modulusLength }));
}

/** Makes a key pair of an Edwards curve. */
export function edwardsKey(curve: 'ed25519' | 'ed448' = 'ed25519'): TestKeyPair {
  return withPem(curve === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ed448'));
}

/** Makes a key pair for an algorithm. */
export function keyFor(algorithm: AsymmetricAlgorithm): TestKeyPair {
  if (algorithm === 'EdDSA') return edwardsKey();
  if (algorithm === 'ES256') return ecKey('P-256');
  if (algorithm === 'ES384') return ecKey('P-384');
  return algorithm === 'ES512' ? ecKey('P-521') : rsaKey();
}

/** One key pair for each algorithm. */
export const keysByAlgorithm: readonly (readonly [AsymmetricAlgorithm, TestKeyPair])[] = asymmetricAlgorithms.map(
  (algorithm) => [algorithm, keyFor(algorithm)],
);

function withPem(pair: { publicKey: KeyObject; privateKey: KeyObject }): TestKeyPair {
  return { ...pair, pem: String(pair.privateKey.export({ type: 'pkcs8', format: 'pem' })) };
}
