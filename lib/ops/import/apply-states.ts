import { setState } from '../../../functions/core/storage/users/account-states.ts';
import type { Operator } from '../deployment/operator.ts';
import type { StateDifference } from './existing-accounts.ts';
import type { ImportIssue } from './row.ts';

/** Result of applying the states of the file. */
export interface AppliedStates {
  readonly applied: number;
  /** Issues of accounts that were changed concurrently, and stay as they are. */
  readonly issues: readonly ImportIssue[];
}

/**
 * Sets the states of existing accounts to those of the file, each with an audit event. The sessions of an account that
 * is not active any more end.
 */
export async function applyStates(
  differing: readonly StateDifference[],
  { table, record, now }: Pick<Operator, 'table' | 'record' | 'now'>,
): Promise<AppliedStates> {
  const issues: ImportIssue[] = [];
  for (const { line, user, to } of differing) {
    const event = record({ event: 'user.state_changed', user: user.id, from: user.state, to, reason: 'imported' });
    if (await setState(table, user, to, now(), [event])) continue;
    issues.push({ line, column: 'state', message: 'the account was changed during the import: run it again' });
  }
  return { applied: differing.length - issues.length, issues };
}
