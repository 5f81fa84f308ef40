import type { AuditRecord } from '../audit/event.ts';
import { Problem } from '../errors.ts';
import { auditSteps } from './audit.ts';
import { TransactionRefused } from './table/errors.ts';
import { keys } from './table/keys.ts';
import type { Item, Table } from './table/port.ts';

/** How operators last switched a provider. */
export interface ProviderSwitch {
  readonly enabled: boolean;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** The operator, as the trail knows them. */
  readonly by: string;
}

/** Of these providers those that operators have switched off. Up to 100 in one consistent read. */
export async function disabledProviders(table: Table, names: readonly string[]): Promise<ReadonlySet<string>> {
  const items = await readSwitches(table, names);
  return new Set(names.filter((name) => items.get(name)?.['enabled']?.BOOL === false));
}

/** How these providers were last switched, by name; those that never were are on. Up to 100 in one consistent read. */
export async function providerSwitches(
  table: Table,
  names: readonly string[],
): Promise<ReadonlyMap<string, ProviderSwitch>> {
  const items = await readSwitches(table, names);
  return new Map([...items].map(([name, item]) => [name, switchFrom(item)]));
}

/**
 * Switches a provider on or off, for every instance at its next request, and writes that down.
 * @returns false where it was so already: nothing is written then.
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
    // One that was never switched is on.
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
 * Refuses a provider that operators have switched off. Asked at the start of a login and again where it ends, so that
 * the switch holds at once and on every instance.
 * @throws Problem `provider_disabled`.
 */
export async function requireSwitchedOn(table: Table, provider: string): Promise<void> {
  const off = await disabledProviders(table, [provider]);
  if (!off.has(provider)) return;
  throw new Problem('provider_disabled', 'operators have switched the provider off', { details: { provider } });
}
