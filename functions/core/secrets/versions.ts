import { AwsError, type Call, type Connection, createClient, type Output } from '../aws/client.ts';
import { parseObject } from '../base/json.ts';
import { stagingLabels } from '../contract/staging-labels.ts';
import type { SecretValue, SecretVersion } from './port.ts';

const service = { name: 'secretsmanager', target: 'secretsmanager', contentType: 'application/x-amz-json-1.1' };

/** Selects a version by its id, by a staging label, or both. */
export interface VersionChoice {
  readonly id?: string;
  readonly label?: string;
}

/** A new version of a secret. */
export interface NewVersion {
  /** 32 to 64 characters; putting the same id and value again does nothing (idempotent). */
  readonly id: string;
  readonly value: SecretValue;
  /** Staging label of the new version, taken from the version that has it. */
  readonly label: string;
}

/** The version's value is not a JSON object: neither Postern nor its operators have put it. */
export class NotAnObject extends Error {
  override name = 'NotAnObject';
}

/**
 * The versions of secrets and their staging labels, uncached (Secrets Manager API Reference). Every call throws
 * `AwsError`, or Node.js's error.
 */
export interface SecretVersions {
  /** The staging labels of each version that has any, by version id. */
  labels(arn: string): Promise<ReadonlyMap<string, readonly string[]>>;
  /** undefined if there is no such version or label. Throws `NotAnObject` too. */
  read(arn: string, choice: VersionChoice): Promise<SecretVersion | undefined>;
  put(arn: string, version: NewVersion): Promise<void>;
  /**
   * Moves a staging label `from` one version `to` another. Fails if another version than `from` has it. Without `to` the
   * label is removed; without both nothing happens.
   */
  move(arn: string, label: string, versions: { readonly from?: string; readonly to?: string }): Promise<void>;
  /** Ends a rotation: removes AWSPENDING from this version, if it has it. */
  endPending(arn: string, id: string): Promise<void>;
  /** Starts a rotation that creates the version of this id. */
  rotate(arn: string, id: string): Promise<void>;
}

/**
 * Creates the client of Secrets Manager's versions.
 * @param random A number from 0 up to 1, for jitter.
 */
export function createSecretVersions(connection: Connection, random: () => number): SecretVersions {
  return createSecretVersionsOver(createClient(service, connection, random));
}

/** Versions of secrets over any client of Secrets Manager: of the functions, or of the AWS SDK. */
export function createSecretVersionsOver(call: Call): SecretVersions {
  const labels = async (arn: string): Promise<ReadonlyMap<string, readonly string[]>> => {
    const { VersionIdsToStages } = await call('DescribeSecret', { SecretId: arn });
    return new Map(Object.entries(VersionIdsToStages ?? {}));
  };
  const move: SecretVersions['move'] = async (arn, label, { from, to }) => {
    if (from === to) return;
    await call('UpdateSecretVersionStage', {
      ...{ SecretId: arn, VersionStage: label },
      ...(from !== undefined && { RemoveFromVersionId: from }),
      ...(to !== undefined && { MoveToVersionId: to }),
    });
  };
  return {
    labels,
    move,
    read: (arn, choice) => readVersion(call, arn, choice),
    async put(arn, { id, value, label }) {
      const SecretString = JSON.stringify(value);
      await call('PutSecretValue', { SecretId: arn, ClientRequestToken: id, SecretString, VersionStages: [label] });
    },
    async endPending(arn, id) {
      const isPending = (await labels(arn)).get(id)?.includes(stagingLabels.pending) === true;
      if (isPending) await move(arn, stagingLabels.pending, { from: id });
    },
    async rotate(arn, id) {
      await call('RotateSecret', { SecretId: arn, ClientRequestToken: id });
    },
  };
}

async function readVersion(call: Call, arn: string, { id, label }: VersionChoice): Promise<SecretVersion | undefined> {
  const choice = { ...(id !== undefined && { VersionId: id }), ...(label !== undefined && { VersionStage: label }) };
  const output = await call('GetSecretValue', { SecretId: arn, ...choice }).catch(absent);
  return output && versionFrom(output);
}

/** A missing version is an answer. A missing secret has the same error, which its readers deal with. */
function absent(error: unknown): undefined {
  if (error instanceof AwsError && error.name === 'ResourceNotFoundException') return undefined;
  throw error;
}

function versionFrom({ SecretString, VersionId, CreatedDate }: Output): SecretVersion {
  const value = typeof SecretString === 'string' ? parseObject(SecretString) : undefined;
  if (value === undefined) throw new NotAnObject('the version does not hold a JSON object');
  return { id: String(VersionId), value, createdAt: Number(CreatedDate) * 1000 };
}
