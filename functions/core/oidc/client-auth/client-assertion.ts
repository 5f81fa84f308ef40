import { createSecretKey, type JsonWebKey } from 'node:crypto';
import type { Random } from '../../base/random.ts';
import { type AsymmetricAlgorithm, isAsymmetric } from '../../contract/algorithms.ts';
import type { ClientAssertionRules, ProviderSettings } from '../../contract/provider-settings.ts';
import { signJwt } from '../sign-jwt.ts';
import { jwkThumbprint, publicJwk, readPrivateKey } from './private-key.ts';

/**
 * Lifetime of a client assertion in seconds. A short lifetime is enough, since an assertion is sent as soon as it is
 * signed. Some providers refuse more than five minutes.
 */
const lifetime = 120;
/** Random bytes of an assertion's `jti`. */
const idBytes = 16;

/** Settings of a provider at which our client authenticates with client assertions. */
export type ClientAssertionSettings = Pick<ProviderSettings, 'issuer' | 'clientId'> &
  Required<Pick<ProviderSettings, 'clientAssertion'>>;

/** Key that signs a client assertion. */
export interface AssertionKey {
  /** The client secret, or a private key (PKCS #8, PEM). */
  readonly secret: string;
  /** Id of the private key at the provider. If undefined, the key's thumbprint is used. */
  readonly keyId: string | undefined;
}

/** Clock and randomness, for the times and the `jti` of each assertion. */
export interface AssertionPorts {
  /** Returns the present time, milliseconds since the epoch. */
  readonly clock: () => number;
  readonly random: Random;
}

/**
 * Creates a client assertion, a signed JWT that authenticates the client for one request (Core 1.0 section 9, RFC 7523
 * section 3).
 * @param endpoint URL of the endpoint that the assertion is sent to. It is the audience, unless the settings say that
 * the issuer is.
 * @throws Error if the private key does not fit the algorithm, or if the settings require a certificate thumbprint and
 * none is stored.
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

/** A public key, in the form in which it is registered at the provider (RFC 7517 section 4). */
export interface RegisteredJwk extends JsonWebKey {
  readonly kid: string;
  readonly alg: AsymmetricAlgorithm;
  readonly use: 'sig';
}

/**
 * The public key of the private key that signs assertions for `private_key_jwt`.
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
