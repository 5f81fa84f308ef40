import { AwsError, type Call, type Connection, createClient, type Output } from '../aws/client.ts';
import { parseObject } from '../base/json.ts';
import { stagingLabels } from '../contract/staging-labels.ts';
import type { SecretValue, SecretVersion } from './port.ts';

const service = { name: 'secretsmanager', target: 'secretsmanager', contentType: 'application/x-amz-json-1.1' };

/** Selects a version of a secret by its id, by a staging label, or by both. */
export interface VersionChoice {
  readonly id?: string;
  readonly label?: string;
}

/** A new version of a secret, to be stored. */
export interface NewVersion {
  /** Id of the version, 32 to 64 characters. Storing the same id and value again does nothing (idempotent). */
  readonly id: string;
  readonly value: SecretValue;
  /** Staging label of the new version. The version that had the label before loses it. */
  readonly label: string;
}

/**
 * Thrown if a version's value is not a JSON object. Postern and its commands store only JSON objects, so something else
 * has stored this version.
 */
export class NotAnObject extends Error {
  override name = 'NotAnObject';
}

/**
 * Client for the versions of secrets and their staging labels, uncached (Secrets Manager API Reference). Every call
 * throws `AwsError`, or Node.js's error if no response came.
 */
export interface SecretVersions {
  /** Reads the staging labels of all versions that have any, by version id. */
  labels(arn: string): Promise<ReadonlyMap<string, readonly string[]>>;
  /**
   * Reads a version. Returns undefined if no version has this id or label. Throws `NotAnObject` if the value is not a
   * JSON object.
   */
  read(arn: string, choice: VersionChoice): Promise<SecretVersion | undefined>;
  put(arn: string, version: NewVersion): Promise<void>;
  /**
   * Moves a staging label from the version `from` to the version `to`. Fails if another version than `from` has the
   * label, so that concurrent moves do not undo each other. Without `to`, the label is removed. If `from` and `to` are
   * equal or both absent, nothing happens.
   */
  move(arn: string, label: string, versions: { readonly from?: string; readonly to?: string }): Promise<void>;
  /** Ends a rotation by removing AWSPENDING from this version. Does nothing if the version does not have AWSPENDING. */
  endPending(arn: string, id: string): Promise<void>;
  /** Starts a rotation, whose new version has this id. */
  rotate(arn: string, id: string): Promise<void>;
}

/**
 * Creates the client for secrets' versions with the functions' own AWS client.
 * @param random Returns a number from 0 up to 1, which varies the wait before a retry (jitter).
 */
export function createSecretVersions(connection: Connection, random: () => number): SecretVersions {
  return createSecretVersionsOver(createClient(service, connection, random));
}

/**
 * Creates the client for secrets' versions over any way to call Secrets Manager. Functions pass their own AWS client,
 * and the commands for operators pass the AWS SDK.
 */
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

/**
 * Turns the error for a missing version into undefined. A missing secret has the same error, so it also reads as a
 * missing version, and the callers handle that.
 */
function absent(error: unknown): undefined {
  if (error instanceof AwsError && error.name === 'ResourceNotFoundException') return undefined;
  throw error;
}

function versionFrom({ SecretString, VersionId, CreatedDate }: Output): SecretVersion {
  const value = typeof SecretString === 'string' ? parseObject(SecretString) : undefined;
  if (value === undefined) throw new NotAnObject('the version does not hold a JSON object');
  return { id: String(VersionId), value, createdAt: Number(CreatedDate) * 1000 };
}
