import { isAsymmetric, type JwsAlgorithm } from './algorithms.ts';
import type { ProviderSettings } from './provider-settings.ts';

/** The algorithm by which a provider signs with the client secret (HS256 and its kin): its ID tokens, or UserInfo alone. */
export function secretAlgorithm({
  idTokenSignedResponseAlg,
  userinfoSignedResponseAlg,
}: Pick<ProviderSettings, 'idTokenSignedResponseAlg' | 'userinfoSignedResponseAlg'>): JwsAlgorithm | undefined {
  return [idTokenSignedResponseAlg, userinfoSignedResponseAlg].find(
    (algorithm) => algorithm && !isAsymmetric(algorithm),
  );
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
export function tooShortFor(secret: string, settings: ProviderSettings): JwsAlgorithm | undefined {
  // An issuer by plain http is this machine's own.
  if (settings.issuer.startsWith('http:') || Buffer.byteLength(secret) >= minimumSecretBytes) return undefined;
  const ours = settings.clientAssertion?.algorithm;
  return secretAlgorithm(settings) ?? (ours && !isAsymmetric(ours) ? ours : undefined);
}
