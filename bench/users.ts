import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { connectionFile } from '../lib/local/connection-file.ts';
import { writeJson } from '../lib/local/json-file.ts';
import { countUsage, type JourneyUsage } from './capacity.ts';
import type { NodeVersion } from './node-versions.ts';
import { progress } from './progress.ts';
import type { Stack } from './stack.ts';

const run = promisify(execFile);

/** Output of `users import --json`. */
export interface ImportReport {
  readonly created: number;
  readonly seconds: number;
  readonly rows_per_second: number;
  readonly peak_memory_mb: number;
}

/** Cost of journeys and commands with a number of users in the table. */
export interface UsersCost {
  readonly users: number;
  readonly usage: readonly JourneyUsage[];
  /** Milliseconds of `users list`, including the start of Node.js. */
  readonly listMs: number;
}

/** Cost with few and with many users. */
export interface UsersReport {
  readonly imported: ImportReport;
  readonly costs: readonly UsersCost[];
}

const few = 10;

/** Measures with ten users, and with `many` users, whom the operations CLI imports. */
export async function measureUsers(stack: Stack, node: NodeVersion, many: number): Promise<UsersReport> {
  const { scratch, connection } = stack;
  writeJson(join(scratch, connectionFile), connection);
  const ops = async (...args: readonly string[]): Promise<string> => {
    const command = ['--import', 'tsx', 'bin/ops.ts', ...args, '--local', '--data', scratch, '--json'];
    return (await run(node.program, command, { maxBuffer: 2 ** 26 })).stdout;
  };
  const importUpTo = async (from: number, to: number): Promise<ImportReport> => {
    const file = join(scratch, 'people.csv');
    writeFileSync(file, people(from, to));
    return JSON.parse(await ops('users', 'import', file));
  };
  const measure = async (users: number): Promise<UsersCost> => {
    progress(`Calls, capacity units and lists with ${users} users`);
    const usage = await countUsage(stack, node, `among-${users}`);
    const began = performance.now();
    await ops('users', 'list', '--limit', '50');
    return { users, usage, listMs: performance.now() - began };
  };

  await importUpTo(0, few);
  const withFew = await measure(few);
  progress(`Importing ${many} users: some minutes`);
  const imported = await importUpTo(few, many);
  return { imported, costs: [withFew, await measure(many)] };
}

/** CSV of people with one identity each, of whom two thirds have a verified email address. */
function people(from: number, to: number): string {
  const rows = Array.from({ length: to - from }, (_, index) => {
    const name = `person${from + index}`;
    return `${name},Person ${from + index},${name}@example.com,${index % 3 > 0},authentiq:sub-of-${name}`;
  });
  return ['username,name,email,email_verified,identities', ...rows, ''].join('\n');
}
