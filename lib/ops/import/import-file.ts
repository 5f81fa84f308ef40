import { OpsFailure } from '../cli/failure.ts';
import { show } from '../cli/output.ts';
import { type Progress, startProgress } from '../cli/progress.ts';
import type { Operator } from '../deployment/operator.ts';
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
}

/**
 * The command `users import`: imports the accounts of a file. If some rows are invalid, it imports nothing, or with
 * `partial` only the valid rows. Idempotent: existing accounts stay unchanged, so an interrupted import can be
 * repeated.
 * @throws OpsFailure after the result was printed, if rows are refused.
 */
export async function importFile(source: ImportSource, operator: Operator, options: ImportOptions): Promise<void> {
  const began = Date.now();
  const progress = startProgress();
  try {
    const plan = await planImport(operator.table, source, began, progress.report);
    const writes = options.dryRun !== true && (plan.issues.length === 0 || options.partial === true);
    const written = writes ? await write(plan, operator, progress) : { created: 0, issues: [] };
    progress.end();
    if (plan.ignored.length > 0) process.stderr.write(`Ignored columns: ${columnsText(plan.ignored)}.\n`);
    const issues = [...plan.issues, ...written.issues];
    show(answer(plan, written, issues, { began, ...options, ...operator.options }), operator.options);
    if (issues.length > 0) throw new OpsFailure(refusalText(outcome(issues, writes, options), issues));
  } finally {
    progress.end();
  }
}

async function write(plan: ImportPlan, { table, record }: Operator, progress: Progress): Promise<Written> {
  const now = Date.now();
  const total = plan.missing.length;
  let done = 0;
  const onProgress = (seen: number) => {
    done = seen;
    progress.report(progressText(seen, total, (Date.now() - now) / 1000));
  };
  try {
    return await writeAccounts(plan.missing, { table, record, now, onProgress });
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
  { rows, missing, unchanged }: ImportPlan,
  { created }: Written,
  issues: readonly ImportIssue[],
  { began, dryRun, json }: AnswerOptions,
): object {
  const seconds = (Date.now() - began) / 1000;
  return {
    rows,
    ...(dryRun === true ? { to_create: missing.length } : { created }),
    unchanged,
    refused: linesOf(issues).size,
    seconds: Number(seconds.toFixed(1)),
    rows_per_second: Math.round(rows / Math.max(seconds, 0.001)),
    peak_memory_mb: Math.round(process.resourceUsage().maxRSS / 1024),
    ...(json === true && { problems: firstIssues(issues) }),
  };
}

function outcome(issues: readonly ImportIssue[], writes: boolean, { dryRun }: ImportOptions): string {
  const rows = linesOf(issues).size;
  const refused = ['The identities file is invalid', 'One row is refused'][rows] ?? `${count(rows)} rows are refused`;
  if (writes) return `${refused}, valid rows were imported:`;
  const cure = dryRun === true ? '' : ' (--partial imports the valid rows)';
  return `${refused}, nothing was written${cure}:`;
}
