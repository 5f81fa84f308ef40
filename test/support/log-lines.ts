import { randomUUID } from 'node:crypto';
import { logAlarms } from '../../lib/infra/log-alarms.ts';
import { compileFilterPattern, type Line } from './filter-pattern.ts';
import type { LocalStack } from './local-stack.ts';

/** The functions behind the API, each by a path below which it refuses what it does not know. */
const paths = ['/login', '/callback', '/logout/backchannel'] as const;

/**
 * What the functions behind the API have logged so far. Each function is asked for something that it refuses, and its
 * line of that is waited for: what it logged before has then arrived too.
 */
async function logLines({ baseUrl, wrote, output }: LocalStack): Promise<readonly Line[]> {
  for (const path of paths) {
    const marker = `${path}/none-${randomUUID().slice(0, 8)}`;
    const method = path === '/logout/backchannel' ? 'POST' : 'GET';
    const response = await fetch(baseUrl + marker, { method, headers: { accept: 'application/json' } });
    await response.body?.cancel();
    await wrote(marker);
  }
  return output()
    .split('\n')
    .flatMap((line) => (/\{"level".*\}$/.exec(line) ?? []).map((text) => JSON.parse(text)));
}

/** What the functions log while something is done, without the lines of `logLines` itself. */
export async function logLinesDuring(stack: LocalStack, work: () => Promise<unknown>): Promise<readonly Line[]> {
  const before = (await logLines(stack)).length;
  await work();
  return (await logLines(stack)).slice(before).filter(({ path }) => !/\/none-[0-9a-f]{8}$/.test(String(path)));
}

/** Names of the alarms by how many of the lines each counts; those that count none are left out. */
export function countedBy(lines: readonly Line[]): Readonly<Record<string, number>> {
  const counts = logAlarms.map(({ name, pattern }) => [name, lines.filter(compileFilterPattern(pattern)).length]);
  return Object.fromEntries(counts.filter(([, count]) => count !== 0));
}
