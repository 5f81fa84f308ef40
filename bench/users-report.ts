import { table } from './table.ts';
import type { UsersReport } from './users.ts';

/** The report on a table with many users, as text. */
export function formatUsersReport({ imported, costs }: UsersReport): string {
  const { created, seconds, rows_per_second, peak_memory_mb } = imported;
  const numbers = costs.map(({ users }) => users.toLocaleString('en-GB'));
  const journeys = costs[0]?.usage.map(({ name }) => name) ?? [];
  const usage = table(
    ['journey', ...numbers.flatMap((number) => [`read, ${number} users`, `write, ${number} users`])],
    journeys.map((journey) => [
      journey,
      ...costs.flatMap(({ usage: counted }) => {
        const found = counted.find(({ name }) => name === journey);
        return [String(found?.readUnits), String(found?.writeUnits)];
      }),
    ]),
  );
  const lists = table(
    ['users', 'users list, ms'],
    costs.map(({ users, listMs }) => [String(users), listMs.toFixed(0)]),
  );
  return [
    `Imported ${created} users in ${seconds} s: ${rows_per_second} a second, ${peak_memory_mb} MB at most.\n`,
    `Capacity units (as the embedded engine reports them)\n${usage}\n`,
    `${lists}\n`,
  ].join('\n');
}
