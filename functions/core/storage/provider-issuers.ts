import type { AuditRecord } from '../audit/event.ts';
import { type IssuerSettings, recordedIssuerItem } from '../contract/provider-issuer.ts';
import { Problem } from '../errors.ts';
import { auditSteps } from './audit-append.ts';
import { outcomeOf, TransactionRefused } from './table/errors.ts';
import { itemWith, keys } from './table/keys.ts';
import type { Item, Table } from './table/port.ts';

/** The issuer to which the identities of a provider's name belong, as recorded at the first use or adopted since. */
export interface RecordedIssuer {
  readonly issuer: string;
  /** Which claims the identities' keys consist of. */
  readonly identityKey: string;
  /** When the issuer was recorded, milliseconds since the epoch. */
  readonly at: number;
  /** Name of the operator who adopted the issuer; absent if it was recorded at the first use. */
  readonly by?: string;
}

/**
 * Reads the recorded issuers of these providers, at most 100, in one consistent read. A provider with which nobody has
 * signed in yet has none.
 */
export async function recordedIssuers(
  table: Table,
  names: readonly string[],
): Promise<ReadonlyMap<string, RecordedIssuer>> {
  if (names.length === 0) return new Map();
  const items = await table.batchGet(names.map(keys.providerIssuer));
  return new Map(
    names.flatMap((name) => {
      const recorded = recordedIssuerAmong(items, name);
      return recorded === undefined ? [] : [[name, recorded] as const];
    }),
  );
}

/** The recorded issuer of a provider, if it is among these items. */
export function recordedIssuerAmong(items: readonly Item[], provider: string): RecordedIssuer | undefined {
  const item = itemWith(items, keys.providerIssuer(provider));
  return item && recordedIssuerFrom(item);
}

function recordedIssuerFrom(item: Item): RecordedIssuer {
  const by = item['adopted_by']?.S;
  return {
    issuer: item['issuer']?.S ?? '',
    identityKey: item['identity_key']?.S ?? '',
    at: Number(item['recorded_at']?.N),
    ...(by !== undefined && { by }),
  };
}

/**
 * Whether the configured issuer may use the identities of the provider's name: no other issuer is recorded, nor other
 * claims as their key.
 */
export function isAdopted(recorded: RecordedIssuer | undefined, { issuer, identityKey }: IssuerSettings): boolean {
  return recorded === undefined || (recorded.issuer === issuer && recorded.identityKey === identityKey);
}

/**
 * Asserts that the identities of the provider's name belong to the configured issuer. Otherwise a person of the
 * configured issuer would get the account of the person who has the same subject at the recorded one.
 * @throws Problem `provider_not_adopted`.
 */
export function requireAdopted(recorded: RecordedIssuer | undefined, settings: IssuerSettings): void {
  if (isAdopted(recorded, settings)) return;
  const { name: provider, issuer, identityKey } = settings;
  throw new Problem('provider_not_adopted', 'the accounts of the provider belong to another issuer', {
    details: { provider },
    log: {
      ...{ check: 'issuer', issuer, recorded: recorded?.issuer },
      ...(recorded?.identityKey !== identityKey && { identityKey, recordedKey: recorded?.identityKey }),
      cure: `npm run ops -- providers adopt ${provider}`,
    },
  });
}

/**
 * Records the configured issuer at the first use of a provider's name, before the first identity is written.
 * @throws Problem `provider_not_adopted` if another issuer was recorded meanwhile.
 */
export async function recordIssuer(table: Table, settings: IssuerSettings, at: number): Promise<void> {
  const outcome = await outcomeOf(
    table.put({ Item: recordedIssuerItem(settings, at), ConditionExpression: 'attribute_not_exists(pk)' }),
  );
  if (!outcome.done) requireAdopted(recordedIssuerFrom(outcome.item ?? {}), settings);
}

/**
 * Records that an operator gives the accounts of a provider's name to the configured issuer, and writes the audit event
 * in the same transaction.
 * @param known The issuer that is recorded so far.
 * @returns false if another one is recorded by now; nothing is written then.
 */
export async function adoptIssuer(
  table: Table,
  settings: IssuerSettings,
  known: RecordedIssuer | undefined,
  { at, by }: { readonly at: number; readonly by: string },
  records: readonly AuditRecord[],
): Promise<boolean> {
  const Put = {
    Item: recordedIssuerItem(settings, at, by),
    ...(known === undefined
      ? { ConditionExpression: 'attribute_not_exists(pk)' }
      : {
          ConditionExpression: 'issuer = :issuer AND identity_key = :key',
          ExpressionAttributeValues: { ':issuer': { S: known.issuer }, ':key': { S: known.identityKey } },
        }),
  };
  try {
    await table.transact([{ name: 'issuer', write: { Put } }, ...auditSteps(records)]);
    return true;
  } catch (error) {
    if (error instanceof TransactionRefused) return false;
    throw error;
  }
}
