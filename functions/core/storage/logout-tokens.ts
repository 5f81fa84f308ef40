import { expiresAt, keys } from './table/keys.ts';
import type { Table } from './table/port.ts';

/** Whether a logout token with this `jti` has been carried out. */
export async function wasUsed(table: Table, provider: string, jti: string): Promise<boolean> {
  return (await table.get({ Key: keys.logoutToken(provider, jti) })).Item !== undefined;
}

/**
 * Notes that a logout token has been carried out.
 * @param until When it will be refused for its age anyway, in milliseconds since the epoch.
 */
export function markUsed(table: Table, provider: string, jti: string, until: number): Promise<void> {
  const Item = { ...keys.logoutToken(provider, jti), ...expiresAt(until) };
  return table.put({ Item });
}
