import type { AuditRecord } from '../audit/event.ts';
import { Problem } from '../errors.ts';
import { auditSteps } from './audit-append.ts';
import { TransactionRefused } from './table/errors.ts';
import { keys } from './table/keys.ts';
import type { Item, Table } from './table/port.ts';

/** The last time that an operator switched a provider on or off, and by whom. */
export interface ProviderSwitch {
  readonly enabled: boolean;
  /** When the provider was switched, milliseconds since the epoch. */
  readonly at: number;
  /** Name of the operator, as in the audit log. */
  readonly by: string;
}

/** Selects the providers that operators have switched off, among at most 100, in one consistent read. */
export async function disabledProviders(table: Table, names: readonly string[]): Promise<ReadonlySet<string>> {
  const items = await readSwitches(table, names);
  return new Set(names.filter((name) => items.get(name)?.['enabled']?.BOOL === false));
}

/**
 * Reads the last switch of each of these providers, at most 100, in one consistent read. A provider that was never
 * switched is on, and has no entry in the map.
 */
export async function providerSwitches(
  table: Table,
  names: readonly string[],
): Promise<ReadonlyMap<string, ProviderSwitch>> {
  const items = await readSwitches(table, names);
  return new Map([...items].map(([name, item]) => [name, switchFrom(item)]));
}

/**
 * Switches a provider on or off, and writes the audit events in the same transaction. Every instance reads the switch
 * at its next request.
 * @returns false if the provider is already on (or off); nothing is written then.
 */
export async function switchProvider(
  table: Table,
  provider: string,
  { enabled, at, by }: ProviderSwitch,
  records: readonly AuditRecord[],
): Promise<boolean> {
  const Put = {
    Item: {
      ...keys.providerSwitch(provider),
      ...{ enabled: { BOOL: enabled }, switched_at: { N: String(at) }, switched_by: { S: by } },
    },
    // A provider without an item was never switched, so it is on.
    ConditionExpression: enabled ? 'enabled = :other' : 'attribute_not_exists(pk) OR enabled = :other',
    ExpressionAttributeValues: { ':other': { BOOL: !enabled } },
  };
  try {
    await table.transact([{ name: 'switch', write: { Put } }, ...auditSteps(records)]);
    return true;
  } catch (error) {
    if (error instanceof TransactionRefused) return false;
    throw error;
  }
}

async function readSwitches(table: Table, names: readonly string[]): Promise<ReadonlyMap<string, Item>> {
  if (names.length === 0) return new Map();
  const items = await table.batchGet(names.map(keys.providerSwitch));
  const byKey = new Map(items.map((item) => [item['pk']?.S, item]));
  return new Map(
    names.flatMap((name) => {
      const item = byKey.get(keys.providerSwitch(name).pk.S);
      return item === undefined ? [] : [[name, item] as const];
    }),
  );
}

function switchFrom(item: Item): ProviderSwitch {
  return {
    enabled: item['enabled']?.BOOL !== false,
    at: Number(item['switched_at']?.N),
    by: item['switched_by']?.S ?? '',
  };
}

/**
 * Asserts that operators have not switched the provider off. This is checked at the start and at the end of each login,
 * so a switch takes effect at once, on every instance.
 * @throws Problem `provider_disabled`.
 */
export async function requireSwitchedOn(table: Table, provider: string): Promise<void> {
  const off = await disabledProviders(table, [provider]);
  if (!off.has(provider)) return;
  throw new Problem('provider_disabled', 'operators have switched the provider off', { details: { provider } });
}
