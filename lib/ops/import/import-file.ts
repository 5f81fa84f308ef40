import { OpsFailure } from '../cli/failure.ts';
import { show } from '../cli/output.ts';
import { type Progress, startProgress } from '../cli/progress.ts';
import type { Operator } from '../deployment/operator.ts';
import { applyStates } from './apply-states.ts';
import { decisionTexts, describeDeleted, describeDifferences } from './existing-report.ts';
import { type ImportPlan, type ImportSource, linesOf, planImport } from './plan-import.ts';
import { columnsText, count, firstIssues, progressText, refusalText } from './report-text.ts';
import type { ImportIssue } from './row.ts';
import { type Written, writeAccounts } from './write-accounts.ts';

/** Command-line options of `users import`. */
export interface ImportOptions {
  /** Whether to import the valid rows even if other rows are invalid. */
  readonly partial?: true;
  /** Whether to validate the file only, and write nothing. */
  readonly dryRun?: true;
  /** Whether to set existing accounts to the states of the file. */
  readonly applyStates?: true;
}

/**
 * The command `users import`: imports the accounts of a file. If some rows are invalid, it imports nothing, or with
 * `partial` only the valid rows. Idempotent: existing accounts stay unchanged, except for their states with
 * `applyStates`, so an interrupted import can be repeated. Accounts that were deleted are not created again.
 * @throws OpsFailure after the result was printed, if rows are refused, or their accounts were deleted or are in another
 * state.
 */
export async function importFile(source: ImportSource, operator: Operator, options: ImportOptions): Promise<void> {
  const began = Date.now();
  const progress = startProgress();
  try {
    const plan = await planImport(operator.table, source, operator.now(), progress.report);
    const writes = options.dryRun !== true && (plan.issues.length === 0 || options.partial === true);
    const written = writes ? await write(plan, operator, progress, options) : { created: 0, applied: 0, issues: [] };
    progress.end();
    if (plan.ignored.length > 0) process.stderr.write(`Ignored columns: ${columnsText(plan.ignored)}.\n`);
    const issues = [...plan.issues, ...written.issues];
    show(answer(plan, written, issues, { began, ...options, ...operator.options }), operator.options);
    const refusals = [
      ...(issues.length > 0 ? [refusalText(outcome(issues, writes, options), issues)] : []),
      ...decisionTexts(plan, options.applyStates === true),
    ];
    if (refusals.length > 0) throw new OpsFailure(refusals.join('\n'));
  } finally {
    progress.end();
  }
}

/** What was done: accounts that were created, and those whose state was set to that of the file. */
interface Done extends Written {
  readonly applied: number;
}

async function write(
  plan: ImportPlan,
  operator: Operator,
  progress: Progress,
  { applyStates: applies }: ImportOptions,
): Promise<Done> {
  const { table, record } = operator;
  const began = Date.now();
  const total = plan.missing.length;
  let done = 0;
  const onProgress = (seen: number) => {
    done = seen;
    progress.report(progressText(seen, total, (Date.now() - began) / 1000));
  };
  try {
    const written = await writeAccounts(plan.missing, { table, record, now: operator.now(), onProgress });
    const states = await applyStates(applies === true ? plan.differing : [], operator);
    return { ...written, applied: states.applied, issues: [...written.issues, ...states.issues] };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const far = `${count(done)} of ${count(total)} accounts`;
    throw new OpsFailure(`The import stopped after ${far} (${reason}): run it again for the rest.`, { cause });
  }
}

interface AnswerOptions extends ImportOptions {
  /** Time at which the import began, milliseconds since the epoch. */
  readonly began: number;
  readonly json?: true;
}

function answer(
  { rows, missing, unchanged, differing, deleted }: ImportPlan,
  { created, applied }: Done,
  issues: readonly ImportIssue[],
  { began, dryRun, applyStates: applies, json }: AnswerOptions,
): object {
  const seconds = (Date.now() - began) / 1000;
  return {
    rows,
    ...(dryRun === true ? { to_create: missing.length } : { created }),
    unchanged,
    differing: differing.length,
    ...(applies === true && (dryRun === true ? { to_apply: differing.length } : { states_applied: applied })),
    deleted: deleted.length,
    refused: linesOf(issues).size,
    seconds: Number(seconds.toFixed(1)),
    rows_per_second: Math.round(rows / Math.max(seconds, 0.001)),
    peak_memory_mb: Math.round(process.resourceUsage().maxRSS / 1024),
    ...(json === true && {
      problems: firstIssues(issues),
      differences: describeDifferences(differing),
      deletions: describeDeleted(deleted),
    }),
  };
}

function outcome(issues: readonly ImportIssue[], writes: boolean, { dryRun }: ImportOptions): string {
  const rows = linesOf(issues).size;
  const refused = ['The identities file is invalid', 'One row is refused'][rows] ?? `${count(rows)} rows are refused`;
  if (writes) return `${refused}, valid rows were imported:`;
  const cure = dryRun === true ? '' : ' (--partial imports the valid rows)';
  return `${refused}, nothing was written${cure}:`;
}
