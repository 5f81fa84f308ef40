import type { Command } from 'commander';
import { remainingProviders } from '../../../functions/core/accounts/sign-in-methods.ts';
import { identityAt, type User } from '../../../functions/core/accounts/user.ts';
import { addressVouchedBy } from '../../../functions/core/accounts/vouching.ts';
import { unlinkingEvents } from '../../../functions/core/audit/unlinking-events.ts';
import { TransactionRefused } from '../../../functions/core/storage/table/errors.ts';
import { unlinkIdentity } from '../../../functions/core/storage/users/identities.ts';
import { confirm } from '../cli/confirm.ts';
import { OpsFailure } from '../cli/failure.ts';
import { show } from '../cli/output.ts';
import { printable } from '../cli/printable.ts';
import { retryOnConflict } from '../cli/retry.ts';
import { type Operator, openOperator } from '../deployment/operator.ts';
import { requireUser } from './require-user.ts';

/** Which identity to unlink. */
export interface UnlinkChoice {
  readonly provider: string;
  /** Whether the account's last sign-in method may be unlinked too. */
  readonly last: boolean;
}

/**
 * The command `users unlink U P`: unlinks the identity at a provider from an account after confirmation, as the person
 * can on the account page. The sessions that were opened through it end.
 * @param name Id, username or verified email address of the account.
 */
export async function unlinkFromAccount(name: string, choice: UnlinkChoice, command: Command): Promise<void> {
  const operator = await openOperator(command);
  const { table, options } = operator;
  const { provider } = choice;
  const found = await requireUser(table, name);
  const { id, username } = found;
  const uid = requireUid(found, choice, operator);
  const falls = addressVouchedBy(found.profile, provider) !== undefined;
  const effects = `Its sessions end${falls ? ', and the email address becomes unverified' : ''}.`;
  await confirm(`Unlink ${printable(uid)} at ${provider} from ${username} (${id})? ${effects}`, options);
  const done = await retryOnConflict(async (attempt) => {
    const user = attempt === 1 ? found : await requireUser(table, id);
    if (requireUid(user, choice, operator) !== uid) throw new OpsFailure(`${username} has relinked ${provider}.`);
    return unlinkAsRead(user, { ...choice, uid }, operator);
  });
  if (!done) throw new OpsFailure(`The account ${username} keeps changing: try again.`);
  const { identities, profile } = await requireUser(table, id);
  const left = { linked: Object.keys(identities), email_verified: profile.emailVerified };
  show({ id, username, provider, uid, unlinked: true, ...left }, options);
}

/**
 * The uid of the identity to unlink.
 * @throws OpsFailure if there is none, or it is the last sign-in method and the operator does not allow that.
 */
function requireUid(user: User, { provider, last }: UnlinkChoice, operator: Operator): string {
  const identity = identityAt(user, provider);
  if (identity === undefined) {
    const linked = Object.keys(user.identities).join(', ');
    throw new OpsFailure(
      `${user.username} has no identity at ${printable(provider)}; linked are: ${linked === '' ? 'none' : linked}.`,
    );
  }
  if (last || remaining(user, provider, operator).length > 0) return identity.uid;
  throw new OpsFailure(
    `${provider} is the last sign-in method of ${user.username}: without it nobody can sign in to this account. Give --last to unlink it all the same.`,
  );
}

/**
 * The providers of the deployment that the account is still linked to afterwards. One that operators have switched off
 * counts too, since they can switch it on again.
 */
function remaining(user: User, provider: string, { deployment }: Operator): readonly string[] {
  return remainingProviders(user, Object.keys(user.identities).filter(deployment.has), provider);
}

async function unlinkAsRead(
  user: User,
  { provider, uid, last }: UnlinkChoice & { readonly uid: string },
  operator: Operator,
): Promise<boolean> {
  const records = unlinkingEvents(user, provider, {}).map(operator.record);
  const change = { change: 'unlinked', provider, at: operator.now() } as const;
  const others = last ? 'none' : remaining(user, provider, operator);
  try {
    await unlinkIdentity(operator.table, user, { change, uid, remaining: others, records });
    return true;
  } catch (error) {
    if (error instanceof TransactionRefused) return false;
    throw error;
  }
}
