import type { AuditRecord } from '../audit/event.ts';
import { auditSteps } from './audit-append.ts';
import { TransactionRefused } from './table/errors.ts';
import { itemWith, keys } from './table/keys.ts';
import type { Item, Table } from './table/port.ts';

/** The last time that an operator switched a provider on or off, and by whom. */
export interface ProviderSwitch {
  readonly enabled: boolean;
  /** When the provider was switched, milliseconds since the epoch. */
  readonly at: number;
  /** Name of the operator, as in the audit log. */
  readonly by: string;
}

/**
 * Reads the last switch of each of these providers, at most 100, in one consistent read. A provider that was never
 * switched is on, and has no entry in the map.
 */
export async function providerSwitches(
  table: Table,
  names: readonly string[],
): Promise<ReadonlyMap<string, ProviderSwitch>> {
  if (names.length === 0) return new Map();
  const items = await table.batchGet(names.map(keys.providerSwitch));
  return new Map(
    names.flatMap((name) => {
      const item = itemWith(items, keys.providerSwitch(name));
      return item === undefined ? [] : [[name, switchFrom(item)] as const];
    }),
  );
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

/** Whether operators have switched a provider off, by its switch among these items. It is on without a switch. */
export function isSwitchedOff(items: readonly Item[], provider: string): boolean {
  return itemWith(items, keys.providerSwitch(provider))?.['enabled']?.BOOL === false;
}

function switchFrom(item: Item): ProviderSwitch {
  return {
    enabled: item['enabled']?.BOOL !== false,
    at: Number(item['switched_at']?.N),
    by: item['switched_by']?.S ?? '',
  };
}
