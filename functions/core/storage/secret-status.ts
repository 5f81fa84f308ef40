import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { ReadHistory } from '../provider/client-secret/versions.ts';
import { keys } from './table/keys.ts';
import type { Table } from './table/port.ts';
import { byName } from './users/user-item.ts';

/** Names a secret whose rotations are recorded: that of a provider, or that of the session keys. */
export type SecretName = { readonly provider: string } | 'session-keys';

/** An event of a secret version, such as its promotion. `at` is in milliseconds since the epoch. */
export interface VersionEvent {
  readonly version: string;
  readonly at: number;
}

/** State of a secret's rotations that Secrets Manager does not store. It never contains the secret itself. */
export interface SecretStatus {
  /** The version that was last promoted to current. */
  readonly promoted?: VersionEvent;
  /** The last proof: a token request that shows whether the provider accepts a version, with its outcome. */
  readonly proof?: VersionEvent & { readonly outcome: string; readonly reason: string };
  /** The non-current version that last authenticated the client at a sign-in. */
  readonly accepted?: VersionEvent;
  /** The last rotation that failed, with the step and the reason. */
  readonly failure?: VersionEvent & { readonly step: string; readonly reason: string };
  /** Number of uses of non-current versions, by use and stage of the version, for example `authenticate pending`. */
  readonly fallbacks: ReadonlyMap<string, number>;
  /** Time of the last use of a non-current version, milliseconds since the epoch. */
  readonly lastFallbackAt?: number;
}

/** The events of a secret's status that `recordVersionStatus` replaces. */
export type VersionStatus = Pick<SecretStatus, 'promoted' | 'proof' | 'failure'>;

const fallbackPrefix = 'fallback_';

/** Reads the status of a secret's rotations from the table. The status is empty if nothing was recorded. */
export async function findSecretStatus(table: Table, name: SecretName): Promise<SecretStatus> {
  const { Item: item = {} } = await table.get({ Key: keyOf(name), ConsistentRead: true });
  const { pk: _pk, sk: _sk, last_fallback_at: lastFallbackAt, ...attributes } = unmarshall(item);
  const [counts, events] = [new Map<string, number>(), {} as Record<string, unknown>];
  for (const [attribute, value] of Object.entries(byName(attributes))) {
    if (attribute.startsWith(fallbackPrefix)) counts.set(kindOf(attribute), value);
    else events[attribute] = value;
  }
  return { ...(events as VersionStatus), fallbacks: counts, ...(lastFallbackAt !== undefined && { lastFallbackAt }) };
}

/**
 * Records events of a secret version. Each replaces the earlier event of its kind. A promotion also removes the
 * recorded failure.
 */
export function recordVersionStatus(table: Table, name: SecretName, status: VersionStatus): Promise<void> {
  const kinds = Object.keys(status);
  const removed = status.promoted !== undefined && status.failure === undefined ? ' REMOVE #failure' : '';
  return table.update({
    Key: keyOf(name),
    UpdateExpression: `SET ${kinds.map((kind) => `#${kind} = :${kind}`).join(', ')}${removed}`,
    ExpressionAttributeNames: {
      ...Object.fromEntries(kinds.map((kind) => [`#${kind}`, kind])),
      ...(removed !== '' && { '#failure': 'failure' }),
    },
    ExpressionAttributeValues: marshall(
      Object.fromEntries(Object.entries(status).map(([kind, event]) => [`:${kind}`, event])),
    ),
  });
}

/** Number of uses of a non-current secret version, and the last time. */
export interface FallbackCount {
  readonly count: number;
  /** Time of the last use, milliseconds since the epoch. */
  readonly at: number;
  /** The secret version, if it authenticated the client at the token endpoint. */
  readonly accepted: VersionEvent | undefined;
}

/**
 * Adds uses of a non-current secret version to their count in the table.
 * @param kind Use and stage of the version, for example `authenticate pending`.
 */
export function countFallbacks(
  table: Table,
  name: SecretName,
  kind: string,
  { count, at, accepted }: FallbackCount,
): Promise<void> {
  const isAccepted = accepted === undefined ? '' : ', accepted = :accepted';
  return table.update({
    Key: keyOf(name),
    UpdateExpression: `ADD #count :count SET last_fallback_at = :at${isAccepted}`,
    ExpressionAttributeNames: { '#count': fallbackPrefix + kind.replace(' ', '_') },
    ExpressionAttributeValues: marshall(
      { ':count': count, ':at': at, ':accepted': accepted },
      { removeUndefinedValues: true },
    ),
  });
}

/**
 * Creates a reader of a provider's secret history: which version was promoted last, and which ones the provider has
 * accepted.
 */
export function createReadHistory(table: Table): ReadHistory {
  return async (provider) => {
    const { promoted, proof, accepted } = await findSecretStatus(table, { provider });
    const proved = proof?.outcome === 'right' ? [proof.version] : [];
    const used = accepted === undefined ? [] : [accepted.version];
    return { ...(promoted !== undefined && { promoted }), accepted: [...proved, ...used] };
  };
}

function keyOf(name: SecretName) {
  return name === 'session-keys' ? keys.sessionKeysStatus() : keys.clientSecretStatus(name.provider);
}

function kindOf(attribute: string): string {
  return attribute.slice(fallbackPrefix.length).replace('_', ' ');
}
