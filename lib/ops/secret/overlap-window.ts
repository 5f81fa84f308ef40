import { isoTime } from '../../../functions/core/base/iso-time.ts';
import { secretAlgorithm } from '../../../functions/core/contract/hmac-secret.ts';
import type { ProviderSettings } from '../../../functions/core/contract/provider-settings.ts';
import { stagingLabels } from '../../../functions/core/contract/staging-labels.ts';
import { storedSecret } from '../../../functions/core/provider/client-secret/value.ts';
import { currentSince, type SecretState, versionWith } from '../rotation/secret-state.ts';

/**
 * End of the overlap window, the time after a rotation in which the previous client secret still verifies tokens. Only
 * providers that sign tokens with the client secret (HS256, HS384, HS512) have an overlap window.
 * @param now Milliseconds since the epoch.
 * @returns The end in ISO 8601; undefined if there is no overlap window, or it is over.
 */
export function overlapUntil(settings: ProviderSettings, state: SecretState, now: number): string | undefined {
  const since = currentSince(state);
  const previous = versionWith(state, stagingLabels.previous)?.version?.value ?? {};
  const signs = secretAlgorithm(settings) !== undefined && storedSecret(previous, settings) !== undefined;
  if (since === undefined || !signs) return undefined;
  const until = since + settings.secretOverlapSeconds * 1000;
  return until > now ? isoTime(until) : undefined;
}
