import { isoTime } from '../../../functions/core/base/iso-time.ts';
import { secretAlgorithm } from '../../../functions/core/contract/hmac-secret.ts';
import { storedSecret } from '../../../functions/core/provider/client-secret/value.ts';
import type { SecretVersion } from '../../../functions/core/secrets/port.ts';
import type { SecretStatus } from '../../../functions/core/storage/secret-status.ts';
import { remark } from '../cli/output.ts';
import { printable } from '../cli/printable.ts';
import type { CompletedRotation } from '../rotation/await-rotation.ts';
import { type RotationRun, runRotation } from '../rotation/run-rotation.ts';
import type { ProviderSecret } from './provider-secret.ts';
import { rotationFailure } from './rotation-failure.ts';
import { type SecretToStage, stageForOnce } from './stage.ts';

/** What of a promotion is to be known. */
export interface Promotion extends Pick<RotationRun, 'takesUp' | 'afterwards'> {
  /** The version that is current so far. */
  readonly current: SecretVersion;
  /** What is staged for this promotion alone, and does not stay so; undefined where something is, or is to be issued. */
  readonly given?: SecretToStage;
  /** Whether there is no overlap to tell of: the version before counts no more, or holds the same client secret. */
  readonly noOverlap?: boolean;
}

/** The answer of a command that has made a version current. */
export interface Promoted {
  readonly provider: string;
  readonly version: string;
  readonly state: 'current';
  readonly proof: string;
}

/**
 * Rotates a provider's secret to what is given or staged, or to what the provider issues, and says how that goes.
 * @throws OpsFailure where the new version is not proved; what was current stays.
 */
export async function promote(secret: ProviderSecret, promotion: Promotion): Promise<Promoted> {
  const { operator, settings } = secret;
  const rotation = await rotate(secret, promotion);
  const { version, status } = rotation;
  const proof = proofOf(version, status);
  if (rotation.outcome === 'failed') throw await rotationFailure(secret, rotation, proof?.outcome);
  const at = status.promoted?.version === version ? status.promoted.at : Date.now();
  remark(`current since ${isoTime(at)}${overlapText(secret, promotion)}`, operator.options);
  return { provider: settings.name, version, state: 'current', proof: proof?.reason ?? 'none' };
}

async function rotate(secret: ProviderSecret, { given, takesUp, afterwards }: Promotion): Promise<CompletedRotation> {
  const staging = given && stageForOnce(secret, given);
  let said = false;
  const rotation = await runRotation(secret, {
    ...staging,
    ...(takesUp !== undefined && { takesUp }),
    ...(afterwards !== undefined && { afterwards }),
    seen(version, status) {
      const proof = proofOf(version, status);
      if (said || proof?.outcome !== 'right') return;
      said = true;
      remark(`proved: ${printable(proof.reason)}`, secret.operator.options);
    },
  });
  if (rotation.outcome === 'failed') await staging?.giveUp(rotation.version);
  return rotation;
}

function proofOf(version: string, { proof }: SecretStatus): SecretStatus['proof'] {
  return proof?.version === version ? proof : undefined;
}

/** Only what signs tokens (HS256 and its kin) is looked at again once another version is current. */
function overlapText({ settings }: ProviderSecret, { current, noOverlap }: Promotion): string {
  const hours = settings.secretOverlapSeconds / 3600;
  const overlaps = secretAlgorithm(settings) !== undefined && hours > 0 && noOverlap !== true;
  if (!overlaps || storedSecret(current.value, settings) === undefined) return '';
  return `; the one before still verifies tokens for ${hours} ${hours === 1 ? 'hour' : 'hours'}`;
}
