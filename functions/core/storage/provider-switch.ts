import { Problem } from '../errors.ts';
import { disabledProviders } from './provider-switches.ts';
import type { Table } from './table/port.ts';

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
