import type { Command } from 'commander';
import type { StateChange } from '../../../functions/core/accounts/states.ts';
import type { User, UserState } from '../../../functions/core/accounts/user.ts';
import { listUsers } from '../../../functions/core/storage/users/user-lists.ts';
import { confirm } from '../cli/confirm.ts';
import { OpsFailure } from '../cli/failure.ts';
import { remark, showList } from '../cli/output.ts';
import { startProgress } from '../cli/progress.ts';
import { readConfiguration } from '../deployment/configuration.ts';
import { type Operator, openOperator } from '../deployment/operator.ts';
import { count } from '../import/report-text.ts';
import { banAccount } from './ban-account.ts';
import { type BannedAccount, bannedAccountShape } from './banned-account-list.ts';
import { stateRefusal } from './change-state.ts';
import { requireUser } from './require-user.ts';
import { identitiesToBan, type Likeness, likenessOf } from './same-person.ts';

/** An account that is taken for the same person's as a banned one. */
interface Found {
  readonly user: User;
  readonly because: Likeness;
}

/** How an account that was found is banned, depending on its state; undefined if it cannot sign in anyway. */
const changes: Readonly<Record<UserState, StateChange | undefined>> = {
  active: 'ban',
  // GitLab bans only active accounts. A blocked one cannot sign in either.
  deactivated: 'block',
  blocked_pending_approval: 'block',
  blocked: undefined,
  banned: undefined,
};

/**
 * The command `users ban U… --everywhere`: bans accounts after confirmation, and refuses their identities and email
 * addresses to newcomers and links from then on. The accounts that have one of these too are listed, and banned after
 * another confirmation. They are looked for after the bans were written, so an account that is created meanwhile is
 * found too.
 */
export async function banEverywhere(names: readonly string[], command: Command): Promise<void> {
  const operator = await openOperator(command);
  const { options, table } = operator;
  const { providers } = readConfiguration(options);
  const users = await Promise.all([...new Set(names)].map((name) => requireUser(table, name)));
  for (const user of users) {
    if (user.state !== 'active' && user.state !== 'banned') {
      throw await stateRefusal(user, 'be banned', ['active', 'banned'], operator);
    }
  }
  const who = users.map(({ username }) => username).join(', ');
  await confirm(`Ban ${who} everywhere? The identities and the email address are refused to everybody.`, options);
  const done: BannedAccount[] = [];
  for (const user of users) {
    const change = changes[user.state];
    done.push(await banAccount({ user, change, providers, because: 'named' }, operator));
  }
  const found = await findOthers(users, (user) => identitiesToBan(user, providers), operator);
  try {
    if (found.length > 0) await confirmOthers(found, operator);
    for (const { user, because } of found) {
      done.push(await banAccount({ user, change: changes[user.state], providers, because }, operator));
    }
  } finally {
    await showList(done, bannedAccountShape, options);
  }
}

/** Lists all accounts that are taken for the same persons' as these. */
async function findOthers(
  banned: readonly User[],
  identitiesOf: (user: User) => ReturnType<typeof identitiesToBan>,
  { table }: Operator,
): Promise<readonly Found[]> {
  const progress = startProgress();
  const found: Found[] = [];
  const known = banned.map((user) => ({ user, identities: identitiesOf(user) }));
  let read = 0;
  try {
    for await (const user of listUsers(table)) {
      read += 1;
      progress.report(`${count(read)} accounts read`);
      if (banned.some(({ id }) => id === user.id)) continue;
      const because = known.map((one) => likenessOf(one.user, one.identities, user)).find((one) => one !== undefined);
      if (because !== undefined) found.push({ user, because });
    }
  } finally {
    progress.end();
  }
  return found;
}

/** @throws OpsFailure if the operator does not want the accounts that were found to be banned too. */
async function confirmOthers(found: readonly Found[], { options }: Operator): Promise<void> {
  const whose = { identity: 'the same identity', email: 'the same email address' };
  if (options.yes !== true) {
    for (const { user, because } of found) {
      remark(`${user.username} (${user.id}, ${user.state}) has ${whose[because]}.`, options);
    }
  }
  try {
    await confirm(`Ban ${found.length === 1 ? 'this account' : 'these accounts'} everywhere too?`, options);
  } catch {
    throw new OpsFailure('Only the accounts that you have named were banned.');
  }
}
