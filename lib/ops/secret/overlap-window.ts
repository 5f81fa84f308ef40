import { isoTime } from '../../../functions/core/base/iso-time.ts';
import { secretAlgorithm } from '../../../functions/core/contract/hmac-secret.ts';
import type { ProviderSettings } from '../../../functions/core/contract/provider-settings.ts';
import { stagingLabels } from '../../../functions/core/contract/staging-labels.ts';
import { storedSecret } from '../../../functions/core/provider/client-secret/value.ts';
import { currentSince, type SecretState, versionWith } from '../rotation/secret-state.ts';

/**
 * Until when the client secret before the current one still verifies tokens: only those that are signed with client
 * secrets (HS256 and its kin) need it.
 * @returns ISO 8601; undefined where it does not.
 */
export function overlapUntil(settings: ProviderSettings, state: SecretState): string | undefined {
  const since = currentSince(state);
  const before = versionWith(state, stagingLabels.previous)?.version?.value ?? {};
  const signs = secretAlgorithm(settings) !== undefined && storedSecret(before, settings) !== undefined;
  if (since === undefined || !signs) return undefined;
  const until = since + settings.secretOverlapSeconds * 1000;
  return until > Date.now() ? isoTime(until) : undefined;
}
