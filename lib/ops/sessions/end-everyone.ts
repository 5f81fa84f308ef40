import type { Command } from 'commander';
import type { User } from '../../../functions/core/accounts/user.ts';
import { isoTime } from '../../../functions/core/base/iso-time.ts';
import { listUsers } from '../../../functions/core/storage/users/user-lists.ts';
import { confirm } from '../cli/confirm.ts';
import { OpsFailure } from '../cli/failure.ts';
import { remark, show, showList } from '../cli/output.ts';
import { type Progress, startProgress } from '../cli/progress.ts';
import { tableTime } from '../cli/time.ts';
import { type Operator, openOperator } from '../deployment/operator.ts';
import { requireProvider } from '../deployment/require-provider.ts';
import { count } from '../import/report-text.ts';
import { endChangedAccounts, type ProviderSince } from './end-changed-accounts.ts';
import { createEnding, type Ending } from './ending.ts';
import { type LinkChange, linkChangeShape } from './link-change-list.ts';

/** The command `sessions end-all --everyone`: ends all sessions of all accounts. */
export async function endEveryonesSessions(command: Command): Promise<void> {
  const operator = await openOperator(command);
  await confirm('End all sessions of all accounts? Everybody signs in again.', operator.options);
  const ending = await withProgress(async (progress) => {
    const all = createEnding(operator, progress);
    await all.end(listUsers(operator.table));
    return all;
  });
  show({ accounts: ending.ended(), sessions: 'ended' }, operator.options);
  refuseFailures(ending);
}

/**
 * The command `sessions end-all --everyone --provider P`: ends all sessions of the accounts with an identity at a
 * provider, and of the accounts that linked or unlinked one there since a time. It lists what these accounts linked and
 * unlinked since, at any provider. A failure for one account does not affect the others.
 * @throws OpsFailure with the number of failures, after the result was printed.
 */
export async function endSessionsOfProvider(scope: ProviderSince, command: Command): Promise<void> {
  const operator = await openOperator(command);
  const { provider, since } = scope;
  requireProvider(provider, operator, command);
  const when = `${tableTime(since)} UTC`;
  const whose = `all accounts with an identity at ${provider}, or with one linked or unlinked there since ${when}`;
  await confirm(`End all sessions of ${whose}? These people sign in again.`, operator.options);
  const { ending, changes } = await withProgress(async (progress) => {
    const own = createEnding(operator, progress);
    await own.end(accountsAt(operator, provider));
    return { ending: own, changes: await endChangedAccounts(scope, own, operator, progress) };
  });
  await showResult(scope, ending.ended(), changes, operator);
  refuseFailures(ending);
}

async function showResult(
  { provider, since }: ProviderSince,
  accounts: number,
  changes: readonly LinkChange[],
  { options }: Operator,
): Promise<void> {
  const result = { provider, since: isoTime(since), accounts, sessions: 'ended' };
  if (options.json === true) {
    show({ ...result, changes: changes.map(linkChangeShape.document) }, options);
    return;
  }
  show(result, options);
  if (changes.length === 0) {
    remark('None of these accounts has linked or unlinked an identity since.', options);
    return;
  }
  process.stdout.write('\n');
  await showList(changes, linkChangeShape, options);
  remark(
    'Ask these people which identities are theirs, and unlink the others: users unlink <user> <provider>.',
    options,
  );
}

async function* accountsAt({ table }: Operator, provider: string): AsyncGenerator<User> {
  for await (const user of listUsers(table)) if (Object.hasOwn(user.identities, provider)) yield user;
}

async function withProgress<Result>(work: (progress: Progress) => Promise<Result>): Promise<Result> {
  const progress = startProgress();
  try {
    return await work(progress);
  } finally {
    progress.end();
  }
}

function refuseFailures(ending: Ending): void {
  const { failures } = ending;
  if (failures.length === 0) return;
  const [first] = failures;
  const reason = first instanceof Error ? first.message : String(first);
  const all = count(ending.ended() + failures.length);
  throw new OpsFailure(
    `The sessions of ${count(failures.length)} of ${all} accounts could not be ended (the first: ${reason}). Run it again: ended sessions stay ended.`,
    { cause: first },
  );
}
