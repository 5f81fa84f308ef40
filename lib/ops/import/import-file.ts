import { OpsFailure } from '../cli/failure.ts';
import { show } from '../cli/output.ts';
import { type Progress, startProgress } from '../cli/progress.ts';
import type { Operator } from '../deployment/operator.ts';
import { linesOf, type Plan, planImport, type Source } from './plan-import.ts';
import { columnsText, count, progressText, refusalText, shownComplaints } from './report-text.ts';
import type { Complaint } from './row.ts';
import { type Written, writeAccounts } from './write-accounts.ts';

/** How far an import goes. */
export interface ImportOptions {
  /** Writes the good rows where others are bad. */
  readonly partial?: true;
  /** Writes nothing. */
  readonly dryRun?: true;
}

/**
 * Imports a file's accounts: all of them, or with `partial` those that are right. What is there already stays as it is, so
 * an import that stopped on the way is simply run again.
 * @throws OpsFailure where rows are refused, after the answer.
 */
export async function importFile(source: Source, operator: Operator, options: ImportOptions): Promise<void> {
  const began = Date.now();
  const progress = startProgress();
  try {
    const plan = await planImport(operator.table, source, began, progress.report);
    const writes = options.dryRun !== true && (plan.complaints.length === 0 || options.partial === true);
    const written = writes ? await write(plan, operator, progress) : { created: 0, complaints: [] };
    progress.end();
    if (plan.ignored.length > 0) process.stderr.write(`Columns that are not read: ${columnsText(plan.ignored)}.\n`);
    const complaints = [...plan.complaints, ...written.complaints];
    show(answer(plan, written, complaints, { began, ...options, ...operator.options }), operator.options);
    if (complaints.length > 0) throw new OpsFailure(refusalText(outcome(complaints, writes, options), complaints));
  } finally {
    progress.end();
  }
}

async function write(plan: Plan, { table, record }: Operator, progress: Progress): Promise<Written> {
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
  /** Milliseconds since the epoch. */
  readonly began: number;
  readonly json?: true;
}

function answer(
  { rows, missing, unchanged }: Plan,
  { created }: Written,
  complaints: readonly Complaint[],
  { began, dryRun, json }: AnswerOptions,
): object {
  const seconds = (Date.now() - began) / 1000;
  return {
    rows,
    ...(dryRun === true ? { to_create: missing.length } : { created }),
    unchanged,
    refused: linesOf(complaints).size,
    seconds: Number(seconds.toFixed(1)),
    rows_per_second: Math.round(rows / Math.max(seconds, 0.001)),
    peak_memory_mb: Math.round(process.resourceUsage().maxRSS / 1024),
    ...(json === true && { problems: shownComplaints(complaints) }),
  };
}

function outcome(complaints: readonly Complaint[], writes: boolean, { dryRun }: ImportOptions): string {
  const rows = linesOf(complaints).size;
  const refused = ['The file of identities is wrong', 'One row is refused'][rows] ?? `${count(rows)} rows are refused`;
  if (writes) return `${refused}, what is right is imported:`;
  const cure = dryRun === true ? '' : ' (--partial imports what is right)';
  return `${refused}, nothing was written${cure}:`;
}
