import type { User } from '../../../functions/core/accounts/user.ts';
import { endAllSessions } from '../../../functions/core/storage/sessions/end-sessions.ts';
import { findUser } from '../../../functions/core/storage/users/users.ts';
import { concurrently } from '../cli/concurrently.ts';
import { OpsFailure } from '../cli/failure.ts';
import type { Progress } from '../cli/progress.ts';
import { retryOnConflict } from '../cli/retry.ts';
import type { Operator } from '../deployment/operator.ts';
import { count } from '../import/report-text.ts';

/** Number of accounts whose sessions are ended in parallel. */
const concurrency = 8;

/** Ends the sessions of many accounts, each account once. */
export interface Ending {
  /** Ends all sessions of these accounts. A failure for one account does not affect the others. */
  end(users: Iterable<User> | AsyncIterable<User>): Promise<void>;
  /** Whether this account was among those whose sessions were to be ended. */
  covers(userId: string): boolean;
  /** Number of accounts whose sessions were ended. */
  ended(): number;
  /** An error for each account whose sessions could not be ended. */
  readonly failures: readonly unknown[];
}

/** Creates an `Ending` in the operator's name. */
export function createEnding(operator: Operator, progress: Progress): Ending {
  const failures: unknown[] = [];
  const covered = new Set<string>();
  let done = 0;
  return {
    failures,
    covers: (userId) => covered.has(userId),
    ended: () => done - failures.length,
    end: (users) =>
      concurrently(users, concurrency, async (user) => {
        if (covered.has(user.id)) return;
        covered.add(user.id);
        await endSessions(user, operator).catch((error: unknown) => failures.push(error));
        done += 1;
        progress.report(`${count(done)} accounts done`);
      }),
  };
}

async function endSessions({ id, username }: User, { table, record, now }: Operator): Promise<void> {
  const done = await retryOnConflict(async () => {
    const user = await findUser(table, id);
    // An account that was deleted concurrently has no sessions left to end.
    if (user === undefined) return true;
    return endAllSessions(table, user, { at: now() }, [record({ event: 'sessions.ended', user: id })]);
  });
  if (!done) throw new OpsFailure(`the account ${username} keeps changing`);
}
