import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { ReadHistory } from '../provider/client-secret/versions.ts';
import { keys } from './table/keys.ts';
import type { Table } from './table/port.ts';
import { byName } from './users/user-item.ts';

/** The secrets whose changes are written down: a provider's, or that of the session keys. */
export type SecretName = { readonly provider: string } | 'session-keys';

/** What happened to a version. `at` is in milliseconds since the epoch. */
export interface VersionEvent {
  readonly version: string;
  readonly at: number;
}

/** What is known of a secret beside what Secrets Manager tells. Never the secret. */
export interface SecretStatus {
  /** The version that was last made the current one, and when. */
  readonly promoted?: VersionEvent;
  /** The last proof at the provider's token endpoint. */
  readonly proof?: VersionEvent & { readonly outcome: string; readonly reason: string };
  /** The last version that authenticated a sign-in in the current one's place. */
  readonly accepted?: VersionEvent;
  /** The last rotation that did not go through. */
  readonly failure?: VersionEvent & { readonly step: string; readonly reason: string };
  /** How often other versions served than the current one, by use and stage, for example `authenticate pending`. */
  readonly fallbacks: ReadonlyMap<string, number>;
  /** When that last happened, milliseconds since the epoch. */
  readonly lastFallbackAt?: number;
}

/** What can be noted of a version. */
export type VersionStatus = Pick<SecretStatus, 'promoted' | 'proof' | 'failure'>;

const fallbackPrefix = 'fallback_';

/** Reads what is known of a secret. */
export async function findSecretStatus(table: Table, name: SecretName): Promise<SecretStatus> {
  const { Item: item = {} } = await table.get({ Key: keyOf(name), ConsistentRead: true });
  const { pk: _pk, sk: _sk, last_fallback_at: lastFallbackAt, ...members } = unmarshall(item);
  const [counts, notes] = [new Map<string, number>(), {} as Record<string, unknown>];
  for (const [attribute, value] of Object.entries(byName(members))) {
    if (attribute.startsWith(fallbackPrefix)) counts.set(kindOf(attribute), value);
    else notes[attribute] = value;
  }
  return { ...(notes as VersionStatus), fallbacks: counts, ...(lastFallbackAt !== undefined && { lastFallbackAt }) };
}

/** Notes what happened to a version; what was noted before of the same kind is replaced, a failure by a promotion too. */
export function recordVersionStatus(table: Table, name: SecretName, noted: VersionStatus): Promise<void> {
  const kinds = Object.keys(noted);
  const removed = noted.promoted !== undefined && noted.failure === undefined ? ' REMOVE #failure' : '';
  return table.update({
    Key: keyOf(name),
    UpdateExpression: `SET ${kinds.map((kind) => `#${kind} = :${kind}`).join(', ')}${removed}`,
    ExpressionAttributeNames: {
      ...Object.fromEntries(kinds.map((kind) => [`#${kind}`, kind])),
      ...(removed !== '' && { '#failure': 'failure' }),
    },
    ExpressionAttributeValues: marshall(
      Object.fromEntries(Object.entries(noted).map(([kind, note]) => [`:${kind}`, note])),
    ),
  });
}

/** Uses of another version than the current one. */
export interface FallbackCount {
  readonly count: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** The version that the token endpoint has accepted, where it was used there. */
  readonly accepted: VersionEvent | undefined;
}

/**
 * Counts uses of other versions than the current one.
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

/** What rotation and sign-ins have noted of the versions of client secrets. */
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
