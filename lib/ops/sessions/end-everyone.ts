import type { Command } from 'commander';
import type { User } from '../../../functions/core/accounts/user.ts';
import { endAllSessions } from '../../../functions/core/storage/sessions/end-sessions.ts';
import { listUsers } from '../../../functions/core/storage/users/user-lists.ts';
import { findUser } from '../../../functions/core/storage/users/users.ts';
import { concurrently } from '../cli/concurrently.ts';
import { confirm } from '../cli/confirm.ts';
import { OpsFailure } from '../cli/failure.ts';
import { show } from '../cli/output.ts';
import { startProgress } from '../cli/progress.ts';
import { retryOnConflict } from '../cli/retry.ts';
import { type Operator, openOperator } from '../deployment/operator.ts';
import { requireProvider } from '../deployment/require-provider.ts';
import { count } from '../import/report-text.ts';

/** Number of accounts whose sessions are ended in parallel. */
const concurrency = 8;

/**
 * The command `sessions end-all --everyone`: ends all sessions of all accounts, or only of the accounts with an
 * identity at a provider. A failure for one account does not affect the others.
 * @throws OpsFailure with the number of failures, after the result was printed.
 */
export async function endEveryonesSessions(provider: string | undefined, command: Command): Promise<void> {
  const operator = await openOperator(command);
  if (provider !== undefined) requireProvider(provider, operator, command);
  const whose = provider === undefined ? 'all accounts' : `all accounts with an identity at ${provider}`;
  await confirm(`End all sessions of ${whose}? Everybody signs in again.`, operator.options);
  const progress = startProgress();
  const failures: unknown[] = [];
  let done = 0;
  try {
    await concurrently(accounts(operator, provider), concurrency, async (user) => {
      await endSessions(user, operator).catch((error: unknown) => failures.push(error));
      done += 1;
      progress.report(`${count(done)} accounts done`);
    });
  } finally {
    progress.end();
  }
  const ended = done - failures.length;
  show({ ...(provider !== undefined && { provider }), accounts: ended, sessions: 'ended' }, operator.options);
  if (failures.length > 0) throw refusal(failures, done);
}

async function* accounts({ table }: Operator, provider: string | undefined): AsyncGenerator<User> {
  for await (const user of listUsers(table)) {
    if (provider === undefined || Object.hasOwn(user.identities, provider)) yield user;
  }
}

async function endSessions({ id, username }: User, { table, record }: Operator): Promise<void> {
  const done = await retryOnConflict(async () => {
    const user = await findUser(table, id);
    // An account that was deleted concurrently has no sessions left to end.
    if (user === undefined) return true;
    return endAllSessions(table, user, { at: Date.now() }, [record({ event: 'sessions.ended', user: id })]);
  });
  if (!done) throw new OpsFailure(`the account ${username} keeps changing`);
}

function refusal(failures: readonly unknown[], all: number): OpsFailure {
  const [first] = failures;
  const reason = first instanceof Error ? first.message : String(first);
  return new OpsFailure(
    `The sessions of ${count(failures.length)} of ${count(all)} accounts could not be ended (the first: ${reason}). Run it again: ended sessions stay ended.`,
    { cause: first },
  );
}
