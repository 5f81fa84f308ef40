import { createSecretKey, type JsonWebKey } from 'node:crypto';
import type { Random } from '../../base/random.ts';
import { type AsymmetricAlgorithm, isAsymmetric } from '../../contract/algorithms.ts';
import type { ClientAssertionRules, ProviderSettings } from '../../contract/provider-settings.ts';
import { signJwt } from '../sign-jwt.ts';
import { jwkThumbprint, publicJwk, readPrivateKey } from './private-key.ts';

/** Seconds for which an assertion is good: it is sent at once, and some providers take no more than five minutes. */
const lifetime = 120;
/** Bytes of its identifier. */
const idBytes = 16;

/** Who authenticates, at which provider and how. */
export type ClientAssertionSettings = Pick<ProviderSettings, 'issuer' | 'clientId'> &
  Required<Pick<ProviderSettings, 'clientAssertion'>>;

/** What signs an assertion. */
export interface AssertionKey {
  /** The client secret, or a private key (PKCS #8, PEM). */
  readonly secret: string;
  /** The private key's id; undefined stands for its thumbprint. */
  readonly keyId: string | undefined;
}

/** What makes each assertion another one. */
export interface AssertionPorts {
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly random: Random;
}

/**
 * An assertion by which the client authenticates, once (Core 1.0 section 9, RFC 7523 section 3).
 * @param endpoint URL of the endpoint that it is sent to.
 * @throws Error where the private key is none for the algorithm.
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

/** A public key as the provider has to know it (RFC 7517 section 4). */
export interface RegisteredJwk extends JsonWebKey {
  readonly kid: string;
  readonly alg: AsymmetricAlgorithm;
  readonly use: 'sig';
}

/**
 * The public half of the key that signs assertions by `private_key_jwt`.
 * @throws Error where the private key is none for the algorithm.
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
