import type { JsonObject } from '../../../functions/core/base/json.ts';
import { stagingLabels } from '../../../functions/core/contract/staging-labels.ts';
import { ServiceException } from '../aws/service.ts';
import { newVersion, optionalString, requiredString, sameValue, stagesOf } from './input.ts';
import { pageOf } from './pagination.ts';
import { newArn, type Secret, type SecretStore, type Version } from './store.ts';
import {
  deleteDeprecated,
  moveStage,
  removeStage,
  requestedVersion,
  requireExplicitRemoval,
  requireRoomForStages,
  versionById,
} from './versions.ts';

/**
 * An operation of Secrets Manager: it returns the output for an input. `now` is in seconds since the epoch. Throws
 * `ServiceException` for the errors that AWS returns.
 */
export type Operation = (store: SecretStore, input: JsonObject, now: number) => JsonObject;

/** Supported operations, by their names in requests (Secrets Manager API Reference). */
export const operations: Readonly<Record<string, Operation>> = {
  CreateSecret(store, input, now) {
    const name = requiredString(input, 'Name');
    const version = newVersion(input, now);
    const existing = store.find(name);
    if (existing !== undefined) return repeatedCreation(existing, version);
    const description = optionalString(input, 'Description');
    const secret: Secret = {
      arn: newArn(name),
      name,
      ...(description === undefined ? {} : { description }),
      createdDate: now,
      lastChangedDate: now,
      versions: [],
    };
    if (version !== undefined) addVersion(secret, version, [stagingLabels.current], now);
    store.add(secret);
    store.save();
    return { ...identity(secret), VersionId: version?.id };
  },

  GetSecretValue(store, input) {
    const secret = store.get(requiredString(input, 'SecretId'));
    const version = requestedVersion(secret, optionalString(input, 'VersionId'), optionalString(input, 'VersionStage'));
    return {
      ...identity(secret),
      VersionId: version.id,
      SecretString: version.secretString,
      SecretBinary: version.secretBinary,
      VersionStages: version.stages,
      CreatedDate: version.createdDate,
    };
  },

  PutSecretValue(store, input, now) {
    const secret = store.get(requiredString(input, 'SecretId'));
    const version = newVersion(input, now);
    if (version === undefined) {
      throw new ServiceException('InvalidRequestException', 'You must provide either SecretString or SecretBinary.');
    }
    const existing = secret.versions.find((candidate) => candidate.id === version.id);
    if (existing !== undefined) return { ...repeatedPut(secret, existing, version), VersionStages: existing.stages };
    addVersion(secret, version, stagesOf(input, [stagingLabels.current]), now);
    store.save();
    return { ...identity(secret), VersionId: version.id, VersionStages: version.stages };
  },

  UpdateSecretVersionStage(store, input, now) {
    const secret = store.get(requiredString(input, 'SecretId'));
    const stage = requiredString(input, 'VersionStage');
    const to = optionalString(input, 'MoveToVersionId');
    const target = to === undefined ? undefined : versionById(secret, to);
    requireExplicitRemoval(secret, stage, optionalString(input, 'RemoveFromVersionId'), target);
    if (target === undefined) {
      removeStage(secret, stage);
    } else {
      requireRoomForStages(secret, [stage]);
      moveStage(secret, stage, target);
    }
    secret.lastChangedDate = now;
    deleteDeprecated(secret, now);
    store.save();
    return identity(secret);
  },

  DescribeSecret(store, input) {
    const secret = store.get(requiredString(input, 'SecretId'));
    const labelled = secret.versions.filter((version) => version.stages.length > 0);
    return {
      ...identity(secret),
      Description: secret.description,
      CreatedDate: secret.createdDate,
      LastChangedDate: secret.lastChangedDate,
      VersionIdsToStages: Object.fromEntries(labelled.map((version) => [version.id, version.stages])),
    };
  },

  ListSecretVersionIds(store, input) {
    const secret = store.get(requiredString(input, 'SecretId'));
    const listed = secret.versions.filter(
      (version) => version.stages.length > 0 || input['IncludeDeprecated'] === true,
    );
    const { members, ...next } = pageOf(listed, input);
    return {
      ...identity(secret),
      ...next,
      Versions: members.map(({ id, stages, createdDate }) => ({
        VersionId: id,
        VersionStages: stages,
        CreatedDate: createdDate,
      })),
    };
  },
};

function identity(secret: Secret): { ARN: string; Name: string } {
  return { ARN: secret.arn, Name: secret.name };
}

/**
 * Adds a version with staging labels to a secret. A secret's first version is always labelled AWSCURRENT, even if the
 * request names other labels.
 */
function addVersion(secret: Secret, version: Version, stages: readonly string[], now: number): void {
  const labels = secret.versions.length === 0 ? [...stages, stagingLabels.current] : stages;
  requireRoomForStages(secret, labels);
  secret.versions.push(version);
  secret.lastChangedDate = now;
  for (const stage of labels) moveStage(secret, stage, version);
  deleteDeprecated(secret, now);
}

function repeatedCreation(secret: Secret, version: Version | undefined): JsonObject {
  const existing = secret.versions.find((candidate) => candidate.id === version?.id);
  if (existing !== undefined && version !== undefined && sameValue(existing, version)) {
    return { ...identity(secret), VersionId: existing.id };
  }
  throw new ServiceException(
    'ResourceExistsException',
    `The operation failed because the secret ${secret.name} already exists.`,
  );
}

function repeatedPut(secret: Secret, existing: Version, version: Version): JsonObject {
  if (sameValue(existing, version)) return { ...identity(secret), VersionId: existing.id };
  throw new ServiceException(
    'ResourceExistsException',
    `You can't use ClientRequestToken ${version.id} because that value is already in use for a version of secret ${secret.arn}.`,
  );
}
