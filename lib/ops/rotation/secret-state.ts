import {
  type Labels,
  stagedLabel,
  stagingLabels,
  unfinishedVersion,
} from '../../../functions/core/contract/staging-labels.ts';
import type { SecretVersion } from '../../../functions/core/secrets/port.ts';
import { findSecretStatus, type SecretStatus } from '../../../functions/core/storage/secret-status.ts';
import type { RotatingSecret } from './rotating-secret.ts';
import { ignoreUnreadable } from './staging-labels.ts';

/** A version that has a label. */
export interface LabelledVersion {
  readonly id: string;
  readonly labels: readonly string[];
  /** Its value; undefined if it has none yet, or no JSON object. */
  readonly version?: SecretVersion;
}

/** Versions and status of a secret. */
export interface SecretState {
  /** Current, pending, staged, previous. */
  readonly versions: readonly LabelledVersion[];
  readonly status: SecretStatus;
  readonly unfinished?: UnfinishedRotation;
}

const order: readonly string[] = [stagingLabels.current, stagingLabels.pending, stagedLabel, stagingLabels.previous];

/** Reads the versions of a secret and its status. */
export async function readSecretState(secret: RotatingSecret): Promise<SecretState> {
  const { operator, versions, arn, name } = secret;
  const [labels, status] = await Promise.all([versions.labels(arn), findSecretStatus(operator.table, name)]);
  const ids = [...labels.keys()].sort((one, other) => place(labels, one) - place(labels, other));
  const read = async (id: string): Promise<LabelledVersion> => {
    const version = await versions.read(arn, { id }).catch(ignoreUnreadable);
    return { id, labels: labels.get(id) ?? [], ...(version && { version }) };
  };
  const labelled = await Promise.all(ids.map(read));
  const pending = unfinishedVersion(labels);
  const madeAt = labelled.find(({ id }) => id === pending)?.version?.createdAt;
  return {
    versions: labelled,
    status,
    ...(pending !== undefined && { unfinished: unfinishedRotation(pending, madeAt, status, Date.now()) }),
  };
}

/** The version with a label. */
export function versionWith({ versions }: SecretState, label: string): LabelledVersion | undefined {
  return versions.find(({ labels }) => labels.includes(label));
}

/** When the current version was promoted, or else created: milliseconds since the epoch. */
export function currentSince(state: SecretState): number | undefined {
  const current = versionWith(state, stagingLabels.current);
  const { promoted } = state.status;
  return promoted !== undefined && promoted.version === current?.id ? promoted.at : current?.version?.createdAt;
}

function place(labels: Labels, id: string): number {
  const places = (labels.get(id) ?? []).map((label) => order.indexOf(label)).filter((at) => at >= 0);
  return Math.min(order.length, ...places);
}

/** Maximum duration of a rotation: its function has a timeout of a minute for each step, and needs seconds. */
export const maxRotationMs = 90_000;

/** An unfinished rotation. */
export interface UnfinishedRotation {
  /** The version that it creates. */
  readonly version: string;
  /** When the version got its value, milliseconds since the epoch. */
  readonly madeAt?: number;
  /** Whether it is in progress, as far as known, or has failed. */
  readonly state: 'under way' | 'stuck';
}

/**
 * Classifies an unfinished rotation as in progress or stuck.
 * @param madeAt When its version got its value; this and `now` in milliseconds since the epoch.
 */
export function unfinishedRotation(
  version: string,
  madeAt: number | undefined,
  { failure }: Pick<SecretStatus, 'failure'>,
  now: number,
): UnfinishedRotation {
  const failed = failure?.version === version;
  const late = madeAt !== undefined && now - madeAt >= maxRotationMs;
  return { version, ...(madeAt !== undefined && { madeAt }), state: failed || late ? 'stuck' : 'under way' };
}
