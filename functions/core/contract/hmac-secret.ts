import { isAsymmetric, type JwsAlgorithm } from './algorithms.ts';
import type { ProviderSettings } from './provider-settings.ts';

/** The HMAC algorithm by which a provider signs ID tokens or UserInfo with the client secret, if any. */
export function secretAlgorithm({
  idTokenSignedResponseAlg,
  userinfoSignedResponseAlg,
}: Pick<ProviderSettings, 'idTokenSignedResponseAlg' | 'userinfoSignedResponseAlg'>): JwsAlgorithm | undefined {
  return [idTokenSignedResponseAlg, userinfoSignedResponseAlg].find(
    (algorithm) => algorithm && !isAsymmetric(algorithm),
  );
}

/**
 * Bytes of the shortest client secret that may sign: a shorter one could be found by brute force from one ID token.
 * RFC 7518 section 3.2 requires the size of the hash, but providers issue shorter secrets, so this is only a floor.
 */
export const minimumSecretBytes = 16;

/**
 * The algorithm, of the provider or of our assertions, for which a client secret is too short; undefined if it is long
 * enough or signs nothing.
 */
export function tooShortFor(secret: string, settings: ProviderSettings): JwsAlgorithm | undefined {
  // An issuer with plain http is on this machine.
  if (settings.issuer.startsWith('http:') || Buffer.byteLength(secret) >= minimumSecretBytes) return undefined;
  const ours = settings.clientAssertion?.algorithm;
  return secretAlgorithm(settings) ?? (ours && !isAsymmetric(ours) ? ours : undefined);
}
