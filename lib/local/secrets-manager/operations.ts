import { AwsError } from '../aws/request.ts';
import type { JsonObject } from '../json.ts';
import { newVersion, optional, required, sameValue, stagesOf } from './input.ts';
import { newArn, type Secret, type SecretStore, type Version } from './store.ts';
import { current, moveStage, removeStage, versionById, versionWithStage } from './versions.ts';

/** One operation: input and time (seconds since the epoch) in, output out. Throws `AwsError`. */
export type Operation = (store: SecretStore, input: JsonObject, now: number) => JsonObject;

/** The operations that the stand-in knows, named as on the wire (Secrets Manager API Reference). */
export const operations: Readonly<Record<string, Operation>> = {
  CreateSecret(store, input, now) {
    const name = required(input, 'Name');
    const version = newVersion(input, now);
    const existing = store.find(name);
    if (existing !== undefined) return repeatedCreation(existing, version);
    const description = optional(input, 'Description');
    const secret: Secret = {
      arn: newArn(name),
      name,
      ...(description === undefined ? {} : { description }),
      createdDate: now,
      lastChangedDate: now,
      versions: [],
    };
    if (version !== undefined) addVersion(secret, version, [current], now);
    store.add(secret);
    store.save();
    return { ...identity(secret), VersionId: version?.id };
  },

  GetSecretValue(store, input) {
    const secret = store.get(required(input, 'SecretId'));
    const version = requestedVersion(secret, optional(input, 'VersionId'), optional(input, 'VersionStage'));
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
    const secret = store.get(required(input, 'SecretId'));
    const version = newVersion(input, now);
    if (version === undefined) {
      throw new AwsError('InvalidRequestException', 'You must provide either SecretString or SecretBinary.');
    }
    const existing = secret.versions.find((candidate) => candidate.id === version.id);
    if (existing !== undefined) return { ...repeatedPut(secret, existing, version), VersionStages: existing.stages };
    addVersion(secret, version, stagesOf(input, [current]), now);
    store.save();
    return { ...identity(secret), VersionId: version.id, VersionStages: version.stages };
  },

  UpdateSecretVersionStage(store, input, now) {
    const secret = store.get(required(input, 'SecretId'));
    const stage = required(input, 'VersionStage');
    const to = optional(input, 'MoveToVersionId');
    const target = to === undefined ? undefined : versionById(secret, to);
    requireExplicitRemoval(secret, stage, optional(input, 'RemoveFromVersionId'), target);
    if (target === undefined) removeStage(secret, stage);
    else moveStage(secret, stage, target);
    secret.lastChangedDate = now;
    store.save();
    return identity(secret);
  },

  DescribeSecret(store, input) {
    const secret = store.get(required(input, 'SecretId'));
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
    const secret = store.get(required(input, 'SecretId'));
    const listed = secret.versions.filter(
      (version) => version.stages.length > 0 || input['IncludeDeprecated'] === true,
    );
    return {
      ...identity(secret),
      Versions: listed.map(({ id, stages, createdDate }) => ({
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

/** A secret's first version is current whatever the request says. */
function addVersion(secret: Secret, version: Version, stages: readonly string[], now: number): void {
  const first = secret.versions.length === 0;
  secret.versions.push(version);
  secret.lastChangedDate = now;
  for (const stage of stages) moveStage(secret, stage, version);
  if (first) moveStage(secret, current, version);
}

function repeatedCreation(secret: Secret, version: Version | undefined): JsonObject {
  const existing = secret.versions.find((candidate) => candidate.id === version?.id);
  if (existing !== undefined && version !== undefined && sameValue(existing, version)) {
    return { ...identity(secret), VersionId: existing.id };
  }
  throw new AwsError(
    'ResourceExistsException',
    `The operation failed because the secret ${secret.name} already exists.`,
  );
}

function repeatedPut(secret: Secret, existing: Version, version: Version): JsonObject {
  if (sameValue(existing, version)) return { ...identity(secret), VersionId: existing.id };
  throw new AwsError(
    'ResourceExistsException',
    `You can't use ClientRequestToken ${version.id} because that value is already in use for a version of secret ${secret.arn}.`,
  );
}

function requestedVersion(secret: Secret, id: string | undefined, stage: string | undefined): Version {
  if (id !== undefined) {
    const version = versionById(secret, id);
    if (stage === undefined || version.stages.includes(stage)) return version;
    throw new AwsError(
      'InvalidRequestException',
      'You provided a VersionStage that is not associated to the provided VersionId.',
    );
  }
  const label = stage ?? current;
  const version = versionWithStage(secret, label);
  if (version !== undefined) return version;
  throw new AwsError(
    'ResourceNotFoundException',
    `Secrets Manager can't find the specified secret value for staging label: ${label}`,
  );
}

/** A label is only taken from a version that the caller named, so that two rotations cannot undo each other unseen. */
function requireExplicitRemoval(
  secret: Secret,
  stage: string,
  from: string | undefined,
  target: Version | undefined,
): void {
  const holder = versionWithStage(secret, stage);
  if (holder !== undefined && holder !== target && from !== holder.id) {
    throw new AwsError(
      'InvalidParameterException',
      `The parameter RemoveFromVersionId can't be empty. Staging label ${stage} is currently attached to version ${holder.id}, so you must explicitly reference that version in RemoveFromVersionId.`,
    );
  }
  if (from !== undefined && holder?.id !== from) {
    throw new AwsError('InvalidParameterException', `Staging label ${stage} is not attached to version ${from}.`);
  }
  if (target === undefined && stage === current) {
    throw new AwsError(
      'InvalidParameterException',
      `You can't remove ${current} without moving it to another version.`,
    );
  }
}
