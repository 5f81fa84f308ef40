import type { Command } from 'commander';
import { type User, type UserState, userStates } from '../../../functions/core/accounts/user.ts';
import { listUsers, positionOf, type UserPosition } from '../../../functions/core/storage/users/user-lists.ts';
import { remark, showList } from '../cli/output.ts';
import { type Progress, startProgress } from '../cli/progress.ts';
import { takeFirst } from '../cli/take-first.ts';
import { openOperator } from '../deployment/operator.ts';
import { requireProvider } from '../deployment/require-provider.ts';
import { userShape } from './account-list.ts';
import { formatCursor } from './cursor.ts';

/** Command-line options of `users list`. */
export interface ListOptions {
  readonly state?: UserState;
  readonly provider?: string;
  readonly limit: number;
  readonly after?: UserPosition;
  readonly all?: true;
}

/**
 * The command `users list`: lists one page of accounts, or with `--all` all accounts. The command that lists the next
 * page is printed on standard error.
 */
export async function listAccounts(options: ListOptions, command: Command): Promise<void> {
  const operator = await openOperator(command, { readOnly: true });
  const { state, provider, after, all } = options;
  if (provider !== undefined) requireProvider(provider, operator, command);
  const limit = all === true ? Number.POSITIVE_INFINITY : options.limit;
  const users = listUsers(operator.table, {
    states: state === undefined ? userStates : [state],
    ...(after && { after }),
    // One account more than shown is read from the table, to find out whether another page follows. With `--provider`,
    // accounts are filtered after they are read, so the number of reads is not limited.
    ...(provider === undefined && { limit: limit + 1 }),
  });
  const progress = startProgress();
  const page = takeFirst(selected(users, provider, progress), limit);
  const count = await showList(page.rows, userShape, operator.options);
  progress.end();
  const last = page.last();
  if (count === 0) remark('No such account.', operator.options);
  if (page.follows() && last !== undefined) process.stderr.write(`More: ${nextPage(formatCursor(positionOf(last)))}\n`);
}

async function* selected(
  users: AsyncIterable<User>,
  provider: string | undefined,
  progress: Progress,
): AsyncGenerator<User, void, undefined> {
  let read = 0;
  for await (const user of users) {
    read += 1;
    // On a terminal no progress is reported, because the list itself shows it.
    if (!process.stdout.isTTY) progress.report(`${read.toLocaleString('en')} accounts read`);
    if (provider === undefined || Object.hasOwn(user.identities, provider)) yield user;
  }
}

/** Formats the command that lists the next page: the same command, with the cursor in `--after`. */
function nextPage(cursor: string): string {
  const given = process.argv.slice(2);
  const at = given.indexOf('--after');
  const rest = at < 0 ? given : [...given.slice(0, at), ...given.slice(at + 2)];
  const words = [...rest.filter((word) => !word.startsWith('--after=')), '--after', cursor];
  return ['npm run ops --', ...words.map(quoted)].join(' ');
}

function quoted(word: string): string {
  return /^[\w.,:=/@-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
