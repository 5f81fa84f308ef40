import { stagingLabels } from '../../../functions/core/contract/staging-labels.ts';
import { ServiceException } from '../aws/service.ts';
import type { Secret, Version } from './store.ts';

const { current, previous } = stagingLabels;

/** Maximum number of different staging labels on all versions of a secret together (Secrets Manager quotas). */
export const maxStages = 20;

/** How many versions of a secret are always retained, and for how long after its creation any version is retained. */
const retention = { versions: 100, seconds: 24 * 60 * 60 };

/** The version of a secret that has a staging label; undefined if no version has the label. */
function versionWithStage(secret: Secret, stage: string): Version | undefined {
  return secret.versions.find((version) => version.stages.includes(stage));
}

/** The version of a secret with this ID. Throws `ResourceNotFoundException` if there is none. */
export function versionById(secret: Secret, id: string): Version {
  const version = secret.versions.find((candidate) => candidate.id === id);
  if (version !== undefined) return version;
  throw new ServiceException(
    'ResourceNotFoundException',
    `Secrets Manager can't find the specified secret value for VersionId: ${id}`,
  );
}

/**
 * The version that a request names by ID, staging label or both; by default the one with AWSCURRENT. Throws
 * `ServiceException` if there is no such version.
 */
export function requestedVersion(secret: Secret, id: string | undefined, stage: string | undefined): Version {
  if (id !== undefined) {
    const version = versionById(secret, id);
    if (stage === undefined || version.stages.includes(stage)) return version;
    throw new ServiceException(
      'InvalidRequestException',
      'You provided a VersionStage that is not associated to the provided VersionId.',
    );
  }
  const label = stage ?? current;
  const version = versionWithStage(secret, label);
  if (version !== undefined) return version;
  throw new ServiceException(
    'ResourceNotFoundException',
    `Secrets Manager can't find the specified secret value for staging label: ${label}`,
  );
}

/**
 * Attaches a staging label to one version and removes it from the others. The version that loses AWSCURRENT receives
 * AWSPREVIOUS (Secrets Manager API Reference: PutSecretValue, UpdateSecretVersionStage).
 */
export function moveStage(secret: Secret, stage: string, to: Version): void {
  const from = versionWithStage(secret, stage);
  if (from === to) return;
  removeStage(secret, stage);
  to.stages.push(stage);
  if (stage === current && from !== undefined) {
    removeStage(secret, previous);
    from.stages.push(previous);
  }
}

/**
 * Throws `LimitExceededException` if a secret with these additional labels would have more staging labels than Secrets
 * Manager allows.
 */
export function requireRoomForStages(secret: Secret, stages: readonly string[]): void {
  const all = new Set([...secret.versions.flatMap((version) => version.stages), ...stages]);
  if (all.size <= maxStages) return;
  throw new ServiceException(
    'LimitExceededException',
    `The versions of a secret can't hold more than ${maxStages} labels.`,
  );
}

/**
 * Deletes the oldest versions without staging labels, if the secret has more versions than Secrets Manager retains
 * (Secrets Manager API Reference: PutSecretValue).
 */
export function deleteDeprecated(secret: Secret, now: number): void {
  const deprecated = secret.versions.filter(
    (version) => version.stages.length === 0 && version.createdDate <= now - retention.seconds,
  );
  for (const version of deprecated.slice(0, Math.max(0, secret.versions.length - retention.versions))) {
    secret.versions.splice(secret.versions.indexOf(version), 1);
  }
}

/** Removes a staging label from the version that has it, if any. */
export function removeStage(secret: Secret, stage: string): void {
  for (const version of secret.versions) version.stages = version.stages.filter((held) => held !== stage);
}

/**
 * Throws `ServiceException` if the request moves or removes a staging label without naming, as `from`, the version that
 * loses the label. So if a concurrent rotation has moved the label meanwhile, the request fails and does not undo that
 * rotation.
 */
export function requireExplicitRemoval(
  secret: Secret,
  stage: string,
  from: string | undefined,
  target: Version | undefined,
): void {
  const holder = versionWithStage(secret, stage);
  if (holder !== undefined && holder !== target && from !== holder.id) {
    throw new ServiceException(
      'InvalidParameterException',
      `The parameter RemoveFromVersionId can't be empty. Staging label ${stage} is currently attached to version ${holder.id}, so you must explicitly reference that version in RemoveFromVersionId.`,
    );
  }
  if (from !== undefined && holder?.id !== from) {
    throw new ServiceException(
      'InvalidParameterException',
      `Staging label ${stage} is not attached to version ${from}.`,
    );
  }
  if (target === undefined && stage === current) {
    throw new ServiceException(
      'InvalidParameterException',
      `You can't remove ${current} without moving it to another version.`,
    );
  }
}
