import type { Command } from 'commander';
import { isoTime } from '../../../functions/core/base/iso-time.ts';
import { holdsPrivateKey } from '../../../functions/core/contract/client-auth-methods.ts';
import { boundClientIdKey, boundIssuerKey } from '../../../functions/core/contract/secret-value.ts';
import { stagingLabels } from '../../../functions/core/contract/staging-labels.ts';
import { isRegistered } from '../../../functions/core/provider/client-secret/registration.ts';
import { keyIdOf, publicKeyOf, storedSecret } from '../../../functions/core/provider/client-secret/value.ts';
import type { SecretValue } from '../../../functions/core/secrets/port.ts';
import { show } from '../cli/output.ts';
import { describeFailure, describeProof, describeVersion, showVersions } from '../rotation/describe-versions.ts';
import { currentSince, readSecretState, type SecretState, versionWith } from '../rotation/secret-state.ts';
import { overlapUntil } from './overlap-window.ts';
import { openProviderSecret, type ProviderSecret } from './provider-secret.ts';

/**
 * The command `secret status P`: shows the state of a provider's client secret, but neither client secrets nor anything
 * derived from them.
 */
export async function showSecretStatus(provider: string, command: Command): Promise<void> {
  const secret = await openProviderSecret(provider, command, { readOnly: true });
  const { options } = secret.operator;
  const state = await readSecretState(secret);
  const known = describeStatus(secret, state);
  if (options.json === true) {
    show({ ...known, versions: state.versions.map(describeVersion) }, options);
  } else {
    show(known, options);
    process.stdout.write('\n');
    await showVersions(state.versions, options);
  }
}

/** The issuer and the client that a secret belongs to; undefined if the value does not say. */
function boundTo(value: SecretValue): object | undefined {
  const { [boundIssuerKey]: issuer, [boundClientIdKey]: client } = value;
  return issuer === undefined && client === undefined ? undefined : { issuer, client_id: client };
}

function describeStatus({ settings, operator }: ProviderSecret, state: SecretState): object {
  const { status, unfinished } = state;
  const value = versionWith(state, stagingLabels.current)?.version?.value ?? {};
  const since = currentSince(state);
  return {
    provider: settings.name,
    client_secret: storedSecret(value, settings) === undefined ? 'not stored' : 'stored',
    bound_to: boundTo(value),
    key_id: holdsPrivateKey(settings) ? (publicKeyOf(value, settings)?.kid ?? keyIdOf(value, settings)) : undefined,
    current_since: since === undefined ? undefined : isoTime(since),
    overlap_until: overlapUntil(settings, state, operator.now()),
    rotation: unfinished?.state ?? 'none under way',
    issued_by_provider: isRegistered(value, settings),
    last_proof: describeProof(status),
    last_failure: describeFailure(status),
    fallbacks: status.fallbacks.size === 0 ? 'none' : Object.fromEntries(status.fallbacks),
    last_fallback_at: status.lastFallbackAt === undefined ? undefined : isoTime(status.lastFallbackAt),
  };
}
