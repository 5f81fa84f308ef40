import { addressOf } from '../../../functions/core/accounts/ban.ts';
import { type StateChange, transitions } from '../../../functions/core/accounts/states.ts';
import type { User } from '../../../functions/core/accounts/user.ts';
import type { ProviderSettings } from '../../../functions/core/contract/provider-settings.ts';
import { changeState } from '../../../functions/core/storage/users/account-states.ts';
import { banWith } from '../../../functions/core/storage/users/bans.ts';
import { OpsFailure } from '../cli/failure.ts';
import { retryOnConflict } from '../cli/retry.ts';
import type { Operator } from '../deployment/operator.ts';
import type { BannedAccount } from './banned-account-list.ts';
import { requireUser } from './require-user.ts';
import { identitiesToBan } from './same-person.ts';

/** An account to ban everywhere. */
interface AccountToBan extends Pick<BannedAccount, 'because'> {
  readonly user: User;
  /** The change of its state; undefined if its state permits no sign-ins already. */
  readonly change: StateChange | undefined;
  readonly providers: readonly ProviderSettings[];
}

/**
 * Bans one account everywhere. First its state changes, so that it can link no further identity. Then what it has is
 * banned with it.
 * @throws OpsFailure if the account keeps changing.
 */
export async function banAccount(
  { user, change, providers, because }: AccountToBan,
  operator: Operator,
): Promise<BannedAccount> {
  const { table } = operator;
  if (change !== undefined) await changeStateOf(user, change, operator);
  const now = await requireUser(table, user.id);
  const banned = { identities: identitiesToBan(now, providers), address: addressOf(now.profile) };
  const records = [operator.record({ event: 'user.banned_everywhere', user: user.id, reason: because })];
  await banWith(table, user.id, banned, operator.now(), records);
  return { user, to: now.state, because };
}

async function changeStateOf(user: User, change: StateChange, operator: Operator): Promise<void> {
  const { table } = operator;
  const { to } = transitions[change];
  const reason = 'banned everywhere';
  const done = await retryOnConflict(async (attempt) => {
    const now = attempt === 1 ? user : await requireUser(table, user.id);
    if (now.state === to) return true;
    const records = [operator.record({ event: 'user.state_changed', user: user.id, from: now.state, to, reason })];
    return changeState(table, now, change, operator.now(), records);
  });
  if (!done) throw new OpsFailure(`The account ${user.username} keeps changing: try again.`);
}
