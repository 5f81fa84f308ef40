import { randomBytes } from 'node:crypto';
import type { User } from '../../../functions/core/accounts/user.ts';
import { newUserId } from '../../../functions/core/sessions/session-cookie.ts';
import { TransactionRefused } from '../../../functions/core/storage/table/errors.ts';
import { importUsers, transactionsOf } from '../../../functions/core/storage/users/import-users.ts';
import { concurrently } from '../cli/concurrently.ts';
import type { Operator } from '../deployment/operator.ts';
import type { ImportIssue } from './row.ts';
import type { NamedAccount } from './usernames.ts';

/** Number of DynamoDB transactions in parallel. */
const concurrency = 2;

/** What is needed to write accounts. */
export interface Writing extends Pick<Operator, 'table' | 'record'> {
  /** Time that is recorded as the linking of the identities, milliseconds since the epoch. */
  readonly now: number;
  /** Receives the number of accounts written or refused so far. */
  onProgress(done: number): void;
}

/** Result of writing accounts. */
export interface Written {
  readonly created: number;
  /** Issues of accounts that conflicted with a concurrent write, which are not created. */
  readonly issues: readonly ImportIssue[];
}

/** An account to write, with its line in the file for messages. */
interface Planned {
  readonly line: number;
  readonly user: User;
}

/**
 * Writes accounts in DynamoDB transactions with several accounts each, so that each account is written completely or
 * not at all.
 */
export async function writeAccounts(accounts: readonly NamedAccount[], writing: Writing): Promise<Written> {
  const issues: ImportIssue[] = [];
  let created = 0;
  const write = async (batch: readonly Planned[]): Promise<void> => {
    const refusedAt = await writeBatch(batch, writing);
    if (refusedAt === undefined) {
      created += batch.length;
    } else if (batch.length > 1) {
      // An account of the batch conflicts with an existing one, so the whole transaction was refused. The accounts are
      // written again one by one, so that only those that conflict are refused.
      for (const planned of batch) await write([planned]);
    } else {
      const message = `the ${refusedAt} was taken by another account during the import`;
      issues.push(...batch.map(({ line }) => ({ line, message })));
    }
    writing.onProgress(created + issues.length);
  };
  await concurrently(transactionsOf(planned(accounts, writing.now)), concurrency, write);
  return { created, issues };
}

/**
 * Writes a batch of accounts in one transaction.
 * @returns Which unique value another account has already; undefined if the batch was written.
 */
async function writeBatch(batch: readonly Planned[], { table, record }: Writing): Promise<string | undefined> {
  const accounts = batch.map(({ user }) => ({
    user,
    record: record({ event: 'user.created', user: user.id, to: user.state, reason: 'imported' }),
  }));
  try {
    await importUsers(table, accounts);
    return undefined;
  } catch (error) {
    if (error instanceof TransactionRefused) return error.step;
    throw error;
  }
}

function* planned(accounts: readonly NamedAccount[], now: number): Generator<Planned> {
  for (const account of accounts) yield { line: account.line, user: userOf(account, now) };
}

/** Converts an imported account to a user. The IP addresses of imported sign-ins are unknown, so they are omitted. */
function userOf(account: NamedAccount, now: number): User {
  const { id, username, profile, state, external, createdAt, signInCount, currentSignInAt, lastSignInAt } = account;
  return {
    id: id ?? newUserId(randomBytes),
    username,
    profile,
    state,
    external,
    createdAt: createdAt ?? now,
    signInCount,
    ...(currentSignInAt !== undefined && { currentSignIn: { at: currentSignInAt } }),
    ...(lastSignInAt !== undefined && { lastSignIn: { at: lastSignInAt } }),
    identities: Object.fromEntries(
      Object.entries(account.identities).map(([provider, { uid, lastSignInAt: used }]) => [
        provider,
        { uid, linkedAt: now, ...(used !== undefined && { lastSignInAt: used }) },
      ]),
    ),
  };
}
