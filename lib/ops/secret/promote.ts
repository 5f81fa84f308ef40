import { stagedLabel } from '../../../functions/core/names.ts';
import { storedSecret } from '../../../functions/core/provider/client-secret.ts';
import type { SecretVersion } from '../../../functions/core/secrets/port.ts';
import type { SecretStatus } from '../../../functions/core/storage/secret-status.ts';
import { OpsFailure } from '../failure.ts';
import { remark } from '../output.ts';
import { printable } from '../printable.ts';
import { takeLabel } from '../rotation/labels.ts';
import { awaitRotation, beginRotation, type Rotation } from '../rotation/rotate.ts';
import { statusCommand } from '../rotation/rotating-secret.ts';
import { isoTime } from '../time.ts';
import type { ProviderSecret } from './provider-secret.ts';

/** What of a promotion is to be known. */
export interface Promotion {
  /** The version that is current so far. */
  readonly current: SecretVersion;
  /** The version that was staged for this promotion alone, and is not to stay staged where that fails. */
  readonly staged?: string;
  /** Whether there is no overlap to tell of: the version before counts no more, or holds the same client secret. */
  readonly noOverlap?: boolean;
}

/**
 * Rotates a provider's secret to what is staged, or to what the provider issues, and says how that goes.
 * @returns The answer of the command.
 * @throws OpsFailure where the new version is not proved; what was current stays.
 */
export async function promote(secret: ProviderSecret, promotion: Promotion): Promise<object> {
  const { operator, settings } = secret;
  const rotation = await rotate(secret, promotion);
  const { version, status } = rotation;
  const proof = status.proof?.version === version ? status.proof : undefined;
  if (rotation.outcome === 'failed') throw refusal(secret, status, proof);
  const at = status.promoted?.version === version ? status.promoted.at : Date.now();
  remark(`current since ${isoTime(at)}${overlapWords(secret, promotion)}`, operator.options);
  return { provider: settings.name, version, state: 'current', proof: proof?.reason ?? 'none' };
}

async function rotate(secret: ProviderSecret, { staged }: Promotion): Promise<Rotation> {
  const unstage = async () => {
    if (staged !== undefined) await takeLabel(secret, stagedLabel, staged);
  };
  const version = await beginRotation(secret).catch(async (error: unknown) => {
    await unstage();
    throw error;
  });
  let said = false;
  const rotation = await awaitRotation(secret, version, ({ proof }) => {
    if (said || proof?.version !== version || proof.outcome !== 'right') return;
    said = true;
    remark(`proved: ${printable(proof.reason)}`, secret.operator.options);
  });
  if (rotation.outcome === 'failed') await unstage();
  return rotation;
}

function refusal(secret: ProviderSecret, { failure }: SecretStatus, proof: SecretStatus['proof']): OpsFailure {
  const reason = printable(failure?.reason ?? 'the rotation failed');
  return new OpsFailure(`Not rotated: ${reason}.\nWhat was current stays in use. ${cureOf(secret, proof?.outcome)}`);
}

function cureOf(secret: ProviderSecret, outcome: string | undefined): string {
  const { name, clientId, tokenEndpointAuthMethod: method } = secret.settings;
  if (outcome === 'wrong') {
    return `Give the client secret that the provider shows for the client ${clientId}; if that is what you gave, see whether the provider takes ${method} (tokenEndpointAuthMethod).`;
  }
  if (outcome === 'unknown') {
    return `Try again when the provider answers; if it can never be asked, npm run ops -- secret set ${name} --unproved.`;
  }
  return `${statusCommand(secret)} tells more.`;
}

/** Only what signs tokens (HS256 and its kin) is looked at again once another version is current. */
function overlapWords({ settings }: ProviderSecret, { current, noOverlap }: Promotion): string {
  const hours = settings.secretOverlapSeconds / 3600;
  const overlaps = settings.idTokenSignedResponseAlg.startsWith('HS') && hours > 0 && noOverlap !== true;
  if (!overlaps || storedSecret(current.value, settings) === undefined) return '';
  return `; the one before still verifies tokens for ${hours} ${hours === 1 ? 'hour' : 'hours'}`;
}
