import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Promotions } from '../provider/secret-versions.ts';
import { byName } from './by-name.ts';
import { keys } from './keys.ts';
import type { Table } from './port.ts';

/** The secrets whose changes are written down: a provider's, or that of the session keys. */
export type SecretName = { readonly provider: string } | 'session-keys';

/** What happened to a version. `at` is in milliseconds since the epoch. */
export interface VersionNote {
  readonly version: string;
  readonly at: number;
}

/** What is known of a secret beside what Secrets Manager tells. Never the secret. */
export interface SecretStatus {
  /** The version that was last made the current one, and when. */
  readonly promoted?: VersionNote;
  /** The last proof at the provider's token endpoint. */
  readonly proof?: VersionNote & { readonly outcome: string; readonly reason: string };
  /** The last rotation that did not go through. */
  readonly failure?: VersionNote & { readonly step: string; readonly reason: string };
  /** How often other versions served than the current one, by use and stage, for example `authenticate pending`. */
  readonly fallbacks: ReadonlyMap<string, number>;
  /** When that last happened, milliseconds since the epoch. */
  readonly lastFallbackAt?: number;
}

/** What can be noted of a version. */
export type Noted = Pick<SecretStatus, 'promoted' | 'proof' | 'failure'>;

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
  return { ...(notes as Noted), fallbacks: counts, ...(lastFallbackAt !== undefined && { lastFallbackAt }) };
}

/** Notes what happened to a version; what was noted before of the same kind is replaced, a failure by a promotion too. */
export function noteVersion(table: Table, name: SecretName, noted: Noted): Promise<void> {
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

/**
 * Counts uses of other versions than the current one.
 * @param kind Use and stage, for example `authenticate pending`.
 * @param at Milliseconds since the epoch.
 */
export function countFallbacks(
  table: Table,
  name: SecretName,
  kind: string,
  { count, at }: { readonly count: number; readonly at: number },
): Promise<void> {
  return table.update({
    Key: keyOf(name),
    UpdateExpression: 'ADD #count :count SET last_fallback_at = :at',
    ExpressionAttributeNames: { '#count': fallbackPrefix + kind.replace(' ', '_') },
    ExpressionAttributeValues: { ':count': { N: String(count) }, ':at': { N: String(at) } },
  });
}

/** When versions became the current ones, as rotation noted it. */
export function createPromotions(table: Table): Promotions {
  return {
    async promotedAt(provider, version) {
      const { promoted } = await findSecretStatus(table, { provider });
      return promoted?.version === version ? promoted.at : undefined;
    },
  };
}

function keyOf(name: SecretName) {
  return name === 'session-keys' ? keys.sessionKeysStatus() : keys.clientSecretStatus(name.provider);
}

function kindOf(attribute: string): string {
  return attribute.slice(fallbackPrefix.length).replace('_', ' ');
}
