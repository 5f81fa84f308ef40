import { isAsymmetric, type JwsAlgorithm } from './algorithms.ts';
import type { ProviderSettings } from './provider-settings.ts';

/**
 * The HMAC algorithm with which a provider signs ID tokens or UserInfo responses, keyed with the client secret;
 * undefined if it signs neither with HMAC.
 */
export function secretAlgorithm({
  idTokenSignedResponseAlg,
  userinfoSignedResponseAlg,
}: Pick<ProviderSettings, 'idTokenSignedResponseAlg' | 'userinfoSignedResponseAlg'>): JwsAlgorithm | undefined {
  return [idTokenSignedResponseAlg, userinfoSignedResponseAlg].find(
    (algorithm) => algorithm && !isAsymmetric(algorithm),
  );
}

/**
 * Minimum bytes of a client secret with which tokens are signed. Whoever has one such token could find a shorter secret
 * by brute force. RFC 7518 section 3.2 requires as many bytes as the hash has. Some providers issue shorter secrets, so
 * this minimum is lower.
 */
export const minimumSecretBytes = 16;

/**
 * The algorithm for which a client secret is too short: that of the provider's tokens, or of our client assertions.
 * @returns undefined if the secret is long enough, or signs nothing.
 */
export function tooShortFor(secret: string, settings: ProviderSettings): JwsAlgorithm | undefined {
  // An issuer with plain http is at a loopback address, so nobody else can see its tokens.
  if (settings.issuer.startsWith('http:') || Buffer.byteLength(secret) >= minimumSecretBytes) return undefined;
  const ours = settings.clientAssertion?.algorithm;
  return secretAlgorithm(settings) ?? (ours && !isAsymmetric(ours) ? ours : undefined);
}
