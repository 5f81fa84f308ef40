import { randomBytes } from 'node:crypto';
import type { User } from '../../../functions/core/accounts/user.ts';
import { newUserId } from '../../../functions/core/sessions/session-cookie.ts';
import { TransactionRefused } from '../../../functions/core/storage/table/errors.ts';
import { importUsers, transactionsOf } from '../../../functions/core/storage/users/import-users.ts';
import { concurrently } from '../cli/concurrently.ts';
import type { Operator } from '../deployment/operator.ts';
import type { Complaint } from './row.ts';
import type { NamedAccount } from './usernames.ts';

/** Transactions at once. */
const concurrency = 2;

/** What the accounts are written with. */
export interface Writing extends Pick<Operator, 'table' | 'record'> {
  /** Milliseconds since the epoch: when the accounts get their ways in. */
  readonly now: number;
  /** Is told how many accounts have been seen to. */
  onProgress(done: number): void;
}

/** How the writing came out. */
export interface Written {
  readonly created: number;
  /** Of accounts that somebody else was faster with. */
  readonly complaints: readonly Complaint[];
}

/** An account about to be written, and the line that it comes from. */
interface Planned {
  readonly line: number;
  readonly user: User;
}

/** Writes accounts, many in a transaction, each whole or not at all. */
export async function writeAccounts(accounts: readonly NamedAccount[], writing: Writing): Promise<Written> {
  const complaints: Complaint[] = [];
  let created = 0;
  const write = async (batch: readonly Planned[]): Promise<void> => {
    const refusedAt = await writeBatch(batch, writing);
    if (refusedAt === undefined) {
      created += batch.length;
    } else if (batch.length > 1) {
      // One of them is to blame: by itself it spoils no other.
      for (const planned of batch) await write([planned]);
    } else {
      const message = `the ${refusedAt} was taken while the file was imported`;
      complaints.push(...batch.map(({ line }) => ({ line, message })));
    }
    writing.onProgress(created + complaints.length);
  };
  await concurrently(transactionsOf(planned(accounts, writing.now)), concurrency, write);
  return { created, complaints };
}

/** @returns What was taken already, where nothing could be written. */
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

/** Nobody knows from where the sign-ins came that a file counts. */
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
