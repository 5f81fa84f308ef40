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

/** A secret version that has at least one staging label. */
export interface LabelledVersion {
  readonly id: string;
  readonly labels: readonly string[];
  /** Value and creation time of the version; undefined if it has no value yet, or the value is not a JSON object. */
  readonly version?: SecretVersion;
}

/** The versions of a secret, and its status in the table. */
export interface SecretState {
  /** The labelled versions, in the order current, pending, staged, previous. */
  readonly versions: readonly LabelledVersion[];
  readonly status: SecretStatus;
  readonly unfinished?: UnfinishedRotation;
}

const order: readonly string[] = [stagingLabels.current, stagingLabels.pending, stagedLabel, stagingLabels.previous];

/** Reads the labelled versions of a secret from Secrets Manager, and its status from the table. */
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
    ...(pending !== undefined && { unfinished: unfinishedRotation(pending, madeAt, status, operator.now()) }),
  };
}

/** The secret version that has a staging label; undefined if no version has the label. */
export function versionWith({ versions }: SecretState, label: string): LabelledVersion | undefined {
  return versions.find(({ labels }) => labels.includes(label));
}

/**
 * Time of the current secret version's promotion, in milliseconds since the epoch. If the promotion is not recorded, it
 * is the time at which that version was created. It is undefined if neither time is known.
 */
export function currentSince(state: SecretState): number | undefined {
  const current = versionWith(state, stagingLabels.current);
  const { promoted } = state.status;
  return promoted !== undefined && promoted.version === current?.id ? promoted.at : current?.version?.createdAt;
}

function place(labels: Labels, id: string): number {
  const places = (labels.get(id) ?? []).map((label) => order.indexOf(label)).filter((at) => at >= 0);
  return Math.min(order.length, ...places);
}

/**
 * Maximum duration of a rotation in milliseconds. The rotation function has a timeout of a minute for each step, and
 * normally needs seconds.
 */
export const maxRotationMs = 90_000;

/** A rotation that has neither completed nor been ended. */
export interface UnfinishedRotation {
  /** Id of the secret version that the rotation creates. */
  readonly version: string;
  /** When the version's value was stored, milliseconds since the epoch; absent if it has no value yet. */
  readonly madeAt?: number;
  /** Whether the rotation is in progress, as far as known (`under way`), or has failed or taken too long (`stuck`). */
  readonly state: 'under way' | 'stuck';
}

/**
 * Classifies an unfinished rotation as in progress or stuck.
 * @param madeAt When the value of the rotation's secret version was stored; like `now` in milliseconds since the epoch.
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
