import { AwsError } from '../aws/request.ts';
import type { Secret, Version } from './store.ts';

/** The staging label of the version that callers get who name none. */
export const current = 'AWSCURRENT';
const previous = 'AWSPREVIOUS';

/** The version that holds a staging label. */
export function versionWithStage(secret: Secret, stage: string): Version | undefined {
  return secret.versions.find((version) => version.stages.includes(stage));
}

/** The version of that id; throws `ResourceNotFoundException`. */
export function versionById(secret: Secret, id: string): Version {
  const version = secret.versions.find((candidate) => candidate.id === id);
  if (version !== undefined) return version;
  throw new AwsError(
    'ResourceNotFoundException',
    `Secrets Manager can't find the specified secret value for VersionId: ${id}`,
  );
}

/**
 * Attaches a label to one version and takes it from the others. The version that loses AWSCURRENT becomes AWSPREVIOUS
 * (Secrets Manager API Reference: PutSecretValue, UpdateSecretVersionStage).
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

/** Takes a label from whichever version holds it. */
export function removeStage(secret: Secret, stage: string): void {
  for (const version of secret.versions) version.stages = version.stages.filter((held) => held !== stage);
}
