import { isoTime } from '../../../functions/core/base/iso-time.ts';
import { printable } from '../cli/printable.ts';
import type { DeletedAccount } from './deleted-accounts.ts';
import type { StateDifference } from './existing-accounts.ts';
import type { ImportPlan } from './plan-import.ts';
import { count, listText } from './report-text.ts';

/** The state differences as JSON. */
export function describeDifferences(differing: readonly StateDifference[]): readonly object[] {
  return differing.map(({ line, user: { id, username, state }, to }) => ({
    line,
    id,
    username,
    table: state,
    file: to,
  }));
}

/** The deleted accounts as JSON: when, by whom and why each was deleted. */
export function describeDeleted(deleted: readonly DeletedAccount[]): readonly object[] {
  return deleted.map(({ account: { line, id, username }, deletion: { at, actor, operator, reason, to } }) => ({
    ...{ line, id, username, deleted_at: isoTime(at), by: operator ?? actor, reason, merged_into: to },
  }));
}

/**
 * What the operator must decide, as lists: about accounts that were deleted, and, unless the states of the file are
 * applied, about accounts that are in another state.
 */
export function decisionTexts(
  { differing, deleted }: Pick<ImportPlan, 'differing' | 'deleted'>,
  appliesStates: boolean,
): readonly string[] {
  const states = listText(
    `${accounts(differing.length, 'is', 'are')} in another state than in the file (--apply-states):`,
    differing.map(differenceText),
  );
  const deletions = listText(
    `${accounts(deleted.length, 'was', 'were')} deleted, and not created (--include-deleted):`,
    deleted.map(deletionText),
  );
  return [...(differing.length > 0 && !appliesStates ? [states] : []), ...(deleted.length > 0 ? [deletions] : [])];
}

function accounts(number: number, one: string, several: string): string {
  return number === 1 ? `One account ${one}` : `${count(number)} accounts ${several}`;
}

function differenceText({ line, user: { id, username, state }, to }: StateDifference): string {
  return `line ${line}: ${id} ${username} is ${state}, in the file ${to}`;
}

function deletionText({ account, deletion }: DeletedAccount): string {
  const { at, actor, operator, reason, to } = deletion;
  const who = [account.id, account.username].filter((name) => name !== undefined).join(' ');
  const why = to === undefined ? reason : `merged into ${to}`;
  const text = `line ${account.line}: ${who} was deleted at ${isoTime(at)} by ${operator ?? actor}`;
  return printable(why === undefined ? text : `${text} (${why})`);
}
