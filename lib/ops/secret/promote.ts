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

/** Options for promoting a client secret, that is, making it the current one. */
export interface Promotion extends Pick<RotationRun, 'resume' | 'afterwards'> {
  /** The secret version that is current before the promotion. */
  readonly current: SecretVersion;
  /**
   * A secret value to stage for this promotion only; undefined if a value is staged already, or the provider issues the
   * new client secret.
   */
  readonly given?: SecretToStage;
  /**
   * Whether to omit the remark about the overlap window, because the previous version is revoked or has the same client
   * secret.
   */
  readonly noOverlap?: boolean;
}

/** Result that a command prints after it has promoted a secret version. */
export interface Promoted {
  readonly provider: string;
  readonly version: string;
  readonly state: 'current';
  readonly proof: string;
}

/**
 * Rotates a provider's client secret to the given value, to the staged value, or to one that the provider issues.
 * Prints remarks on the progress.
 * @throws OpsFailure if the rotation fails, for example because the provider does not accept the new client secret. The
 * current secret version then stays current.
 */
export async function promote(secret: ProviderSecret, promotion: Promotion): Promise<Promoted> {
  const { operator, settings } = secret;
  const rotation = await rotate(secret, promotion);
  const { version, status } = rotation;
  const proof = proofOf(version, status);
  if (rotation.outcome === 'failed') throw await rotationFailure(secret, rotation, proof?.outcome);
  const at = status.promoted?.version === version ? status.promoted.at : operator.now();
  remark(`current since ${isoTime(at)}${overlapText(secret, promotion)}`, operator.options);
  return { provider: settings.name, version, state: 'current', proof: proof?.reason ?? 'none' };
}

async function rotate(secret: ProviderSecret, { given, resume, afterwards }: Promotion): Promise<CompletedRotation> {
  const staging = given && stageForOnce(secret, given);
  let reported = false;
  const rotation = await runRotation(secret, {
    ...staging,
    ...(resume !== undefined && { resume }),
    ...(afterwards !== undefined && { afterwards }),
    onStatus(version, status) {
      const proof = proofOf(version, status);
      if (reported || proof?.outcome !== 'right') return;
      reported = true;
      remark(`proved: ${printable(proof.reason)}`, secret.operator.options);
    },
  });
  if (rotation.outcome === 'failed') await staging?.giveUp(rotation.version);
  return rotation;
}

function proofOf(version: string, { proof }: SecretStatus): SecretStatus['proof'] {
  return proof?.version === version ? proof : undefined;
}

/**
 * Formats the remark about the overlap window, in which the previous client secret still verifies tokens. Only
 * providers that sign tokens with the client secret (HS256, HS384, HS512) have one.
 */
function overlapText({ settings }: ProviderSecret, { current, noOverlap }: Promotion): string {
  const hours = settings.secretOverlapSeconds / 3600;
  const overlaps = secretAlgorithm(settings) !== undefined && hours > 0 && noOverlap !== true;
  if (!overlaps || storedSecret(current.value, settings) === undefined) return '';
  return `; the previous one still verifies tokens for ${hours} ${hours === 1 ? 'hour' : 'hours'}`;
}
