import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { ReadHistory } from '../provider/client-secret/versions.ts';
import { keys } from './table/keys.ts';
import type { Table } from './table/port.ts';
import { byName } from './users/user-item.ts';

/** A secret whose rotations are recorded: a provider's, or that of the session keys. */
export type SecretName = { readonly provider: string } | 'session-keys';

/** An event in a version's life. `at` is in milliseconds since the epoch. */
export interface VersionEvent {
  readonly version: string;
  readonly at: number;
}

/** State of a secret's rotation that Secrets Manager does not store. Never the secret itself. */
export interface SecretStatus {
  /** The last version that was promoted to current. */
  readonly promoted?: VersionEvent;
  /** The last proof at the provider's token endpoint. */
  readonly proof?: VersionEvent & { readonly outcome: string; readonly reason: string };
  /** The last non-current version that authenticated a sign-in. */
  readonly accepted?: VersionEvent;
  /** The last failed rotation. */
  readonly failure?: VersionEvent & { readonly step: string; readonly reason: string };
  /** Uses of non-current versions, by use and stage, for example `authenticate pending`. */
  readonly fallbacks: ReadonlyMap<string, number>;
  /** The last of them, milliseconds since the epoch. */
  readonly lastFallbackAt?: number;
}

/** The part of the status that a write replaces. */
export type VersionStatus = Pick<SecretStatus, 'promoted' | 'proof' | 'failure'>;

const fallbackPrefix = 'fallback_';

/** Reads the status of a secret. */
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

/** Records events of a version. Each replaces the earlier one of its kind; a promotion also removes the failure. */
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

/** Uses of a non-current version. */
export interface FallbackCount {
  readonly count: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** The version, if the token endpoint accepted it. */
  readonly accepted: VersionEvent | undefined;
}

/**
 * Counts uses of a non-current version.
 * @param kind Use and stage, for example `authenticate pending`.
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

/** Reads what rotations and sign-ins recorded about the versions of client secrets. */
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
