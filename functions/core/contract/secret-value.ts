import type { AssertionAlgorithm, IdTokenAlgorithm } from './algorithms.ts';
import type { ProviderSettings } from './provider-settings.ts';

/** Key of the client secret in a provider secret's JSON value. */
export const clientSecretKey = 'client_secret';

/** Key of the private key (PKCS #8, PEM) there, for a client secret or a client assertion that is made with one. */
export const privateKeyKey = 'private_key';

/** Key of the registration access token there, where registration gave one (RFC 7592 section 3). */
export const registrationTokenKey = 'registration_access_token';

/** Key of the client configuration endpoint there, where that token counts. */
export const registrationUriKey = 'registration_client_uri';

/** Key of that private key's id, where it is not the configured one, or the key's thumbprint. */
export const keyIdKey = 'key_id';

/** Staging label of the version that operators have staged for the next rotation. */
export const stagedLabel = 'POSTERN_STAGED';

/** The algorithm by which a provider signs with the client secret (HS256 and its kin): its ID tokens, or UserInfo alone. */
export function secretAlgorithm({
  idTokenSignedResponseAlg,
  userinfoSignedResponseAlg,
}: Pick<ProviderSettings, 'idTokenSignedResponseAlg' | 'userinfoSignedResponseAlg'>): IdTokenAlgorithm | undefined {
  return [idTokenSignedResponseAlg, userinfoSignedResponseAlg].find((algorithm) => algorithm?.startsWith('HS'));
}

/**
 * Bytes of a client secret below which anyone with one ID token could find it by trying, so that it does not sign.
 * RFC 7518 section 3.2 asks for the hash's size; providers issue shorter ones, so this is the floor and not the rule.
 */
export const minimumSecretBytes = 16;

/**
 * The algorithm that a client secret is too short to sign with, be it the provider who signs or we; undefined where it is
 * long enough, or signs nothing.
 */
export function tooShortFor(
  secret: string,
  settings: ProviderSettings,
): IdTokenAlgorithm | AssertionAlgorithm | undefined {
  // An issuer by plain http is this machine's own.
  if (settings.issuer.startsWith('http:') || Buffer.byteLength(secret) >= minimumSecretBytes) return undefined;
  const ours = settings.clientAssertion?.algorithm;
  return secretAlgorithm(settings) ?? (ours?.startsWith('HS') ? ours : undefined);
}
