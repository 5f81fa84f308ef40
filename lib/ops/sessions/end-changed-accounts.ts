import type { User } from '../../../functions/core/accounts/user.ts';
import { findUser } from '../../../functions/core/storage/users/users.ts';
import { concurrently } from '../cli/concurrently.ts';
import type { Progress } from '../cli/progress.ts';
import type { Operator } from '../deployment/operator.ts';
import type { Ending } from './ending.ts';
import type { LinkChange } from './link-change-list.ts';
import { readLinkChanges } from './link-changes.ts';

/** Number of accounts that are read in parallel. */
const concurrency = 8;

/** A provider whose accounts lose their sessions, with the time since which linked and unlinked identities count. */
export interface ProviderSince {
  readonly provider: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

/**
 * Ends all sessions of the accounts that linked or unlinked an identity at the provider since a time, even if they have
 * none there now. An attacker who came in through the provider may have linked an identity elsewhere and unlinked the
 * owner's. The audit log is read after the accounts with an identity there were listed, so an account that unlinked it
 * meanwhile is found too.
 * @returns What the accounts whose sessions were ended have linked and unlinked since, at any provider, newest first.
 */
export async function endChangedAccounts(
  { provider, since }: ProviderSince,
  ending: Ending,
  operator: Operator,
  progress: Progress,
): Promise<readonly LinkChange[]> {
  const changes = await readLinkChanges(operator.table, since, progress);
  const isAt = (userId: string) => changes.get(userId)?.some((record) => record.provider === provider) === true;
  const affected = [...changes.keys()].filter((userId) => ending.covers(userId) || isAt(userId));
  const users = await readUsers(affected, operator);
  await ending.end(users);
  return users.flatMap((user) => (changes.get(user.id) ?? []).map((record) => ({ user, record }))).sort(newestFirst);
}

/** Reads these accounts, without those that were deleted. */
async function readUsers(ids: readonly string[], { table }: Operator): Promise<readonly User[]> {
  const users: User[] = [];
  await concurrently(ids, concurrency, async (id) => {
    const user = await findUser(table, id);
    if (user !== undefined) users.push(user);
  });
  return users;
}

function newestFirst({ record: one }: LinkChange, { record: other }: LinkChange): number {
  return other.at - one.at;
}
