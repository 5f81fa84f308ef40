import { createSecretKey, type JsonWebKey } from 'node:crypto';
import type { Random } from '../../base/random.ts';
import { type AsymmetricAlgorithm, isAsymmetric } from '../../contract/algorithms.ts';
import type { ClientAssertionRules, ProviderSettings } from '../../contract/provider-settings.ts';
import { signJwt } from '../sign-jwt.ts';
import { jwkThumbprint, publicJwk, readPrivateKey } from './private-key.ts';

/** Lifetime of an assertion in seconds: it is sent at once, and some providers accept no more than five minutes. */
const lifetime = 120;
/** Random bytes of its `jti`. */
const idBytes = 16;

/** Settings of a provider at which the client authenticates by assertions. */
export type ClientAssertionSettings = Pick<ProviderSettings, 'issuer' | 'clientId'> &
  Required<Pick<ProviderSettings, 'clientAssertion'>>;

/** Key that signs an assertion. */
export interface AssertionKey {
  /** The client secret, or a private key (PKCS #8, PEM). */
  readonly secret: string;
  /** The private key's id; undefined means its thumbprint. */
  readonly keyId: string | undefined;
}

/** Clock and randomness, which make each assertion unique. */
export interface AssertionPorts {
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly random: Random;
}

/**
 * Creates a client assertion, for one request (Core 1.0 section 9, RFC 7523 section 3).
 * @param endpoint URL of the endpoint that it is sent to.
 * @throws Error if the private key does not fit the algorithm.
 */
export function makeClientAssertion(
  key: AssertionKey,
  { issuer, clientId, clientAssertion }: ClientAssertionSettings,
  endpoint: string,
  { clock, random }: AssertionPorts,
): string {
  const seconds = Math.floor(clock() / 1000);
  const claims = {
    iss: clientId,
    sub: clientId,
    aud: clientAssertion.audience === 'issuer' ? issuer : endpoint,
    jti: Buffer.from(random(idBytes)).toString('base64url'),
    iat: seconds,
    exp: seconds + lifetime,
  };
  const { header, signer } = signerOf(key, clientAssertion);
  return signJwt({ ...header, typ: 'JWT' }, claims, signer);
}

/** A public key to register at the provider (RFC 7517 section 4). */
export interface RegisteredJwk extends JsonWebKey {
  readonly kid: string;
  readonly alg: AsymmetricAlgorithm;
  readonly use: 'sig';
}

/**
 * The public key of a private key that signs assertions by `private_key_jwt`.
 * @throws Error if the private key does not fit the algorithm.
 */
export function registeredJwk({ secret, keyId }: AssertionKey, algorithm: AsymmetricAlgorithm): RegisteredJwk {
  const jwk = publicJwk(readPrivateKey(secret, algorithm));
  return { ...jwk, kid: keyId ?? jwkThumbprint(jwk), alg: algorithm, use: 'sig' };
}

function signerOf(key: AssertionKey, { algorithm, keyHeader }: ClientAssertionRules) {
  if (!isAsymmetric(algorithm)) return { header: { alg: algorithm }, signer: createSecretKey(key.secret, 'utf8') };
  if (keyHeader !== 'kid' && key.keyId === undefined) throw new Error('the thumbprint of its certificate is missing');
  const { kid } = registeredJwk(key, algorithm);
  return { header: { alg: algorithm, [keyHeader]: kid }, signer: readPrivateKey(key.secret, algorithm) };
}
