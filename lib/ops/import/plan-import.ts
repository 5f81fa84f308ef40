import type { Table } from '../../../functions/core/storage/table/port.ts';
import type { FileFormat } from '../cli/arguments.ts';
import { OpsFailure } from '../cli/failure.ts';
import { type DeletedAccount, findDeletedAccounts } from './deleted-accounts.ts';
import { compareAccounts, type StateDifference } from './existing-accounts.ts';
import type { ProviderNameMapping } from './identities.ts';
import { readIdentityMap } from './identity-map.ts';
import { type ImportedAccount, knownColumns, readAccount } from './read-account.ts';
import { readRows } from './read-file.ts';
import { count } from './report-text.ts';
import type { ImportIssue, Row } from './row.ts';
import { SelectedRows } from './selected-rows.ts';
import { duplicates } from './unique-keys.ts';
import { type NamedAccount, nameAccounts } from './usernames.ts';

/** Number of accounts after which progress is reported again. */
const reported = 100;

/** The input of an import: its files, their format, and the mapping of provider names. */
export interface ImportSource {
  readonly file: string;
  readonly format?: FileFormat;
  /** Path of a separate CSV file with the identities of the users. */
  readonly identities?: string;
  readonly providers: ProviderNameMapping;
  /** Ids, usernames or email addresses of the only rows to import; all rows by default. */
  readonly only?: readonly string[];
  /** Whether to create accounts again that were deleted. */
  readonly includeDeleted?: true;
}

/** An import that was validated, but not written yet. */
export interface ImportPlan {
  readonly rows: number;
  readonly missing: readonly NamedAccount[];
  readonly unchanged: number;
  /** Accounts that exist in another state than in the file. */
  readonly differing: readonly StateDifference[];
  /** Accounts that were deleted, and are not created again. */
  readonly deleted: readonly DeletedAccount[];
  /** Issues of refused rows, sorted by line. */
  readonly issues: readonly ImportIssue[];
  /** Names of the file's columns that are not imported. */
  readonly ignored: readonly string[];
}

/**
 * Reads and validates the whole file, and compares it with the table. Nothing is written.
 * @param now Current time, milliseconds since the epoch.
 * @param report Receives progress reports as text.
 * @throws OpsFailure if the file as a whole is invalid.
 */
export async function planImport(
  table: Table,
  source: ImportSource,
  now: number,
  report: (text: string) => void,
): Promise<ImportPlan> {
  const { accounts, ...read } = await readAccounts(source, now);
  const issues = [...read.issues, ...duplicates(accounts)];
  const invalid = linesOf(issues);
  const valid = accounts.filter(({ line }) => !invalid.has(line));
  const compared = await compareAccounts(table, valid, (done) =>
    report(`${count(done - (done % reported))} of ${count(valid.length)} accounts compared`),
  );
  // What identifies a deleted account may belong to another account by now, which is no issue then: after a merge, its
  // identities do.
  const deleted = source.includeDeleted === true ? [] : await findDeletedAccounts(table, compared.absent, now);
  const skipped = new Set(deleted.map(({ account }) => account));
  const missing = compared.missing.filter((account) => !skipped.has(account));
  const conflicts = compared.conflicts.filter(({ account }) => !skipped.has(account));
  return {
    rows: read.rows,
    missing: await nameAccounts(table, missing, Math.random),
    unchanged: compared.unchanged,
    differing: compared.differing,
    deleted,
    issues: [...issues, ...conflicts.flatMap((conflict) => conflict.issues)].sort((a, b) => a.line - b.line),
    ignored: read.ignored,
  };
}

/** The lines of the accounts file that issues refer to; issues in the identities file are omitted. */
export function linesOf(issues: readonly ImportIssue[]): ReadonlySet<number> {
  return new Set(issues.filter(({ file }) => file === undefined).map(({ line }) => line));
}

interface ReadFile extends Pick<ImportPlan, 'rows' | 'issues' | 'ignored'> {
  readonly accounts: readonly ImportedAccount[];
}

async function readAccounts(source: ImportSource, now: number): Promise<ReadFile> {
  const { file, identities, providers, only } = source;
  const map = identities === undefined ? undefined : await readIdentityMap(identities);
  const reading = { providers, identitiesOf: map?.identitiesOf ?? (() => []), now };
  const accounts: ImportedAccount[] = [];
  const issues: ImportIssue[] = [...(map?.issues ?? [])];
  const columns = new Set<string>();
  let rows = 0;
  for await (const row of selectedRows(source)) {
    rows += 1;
    if ('message' in row) {
      issues.push(row);
      continue;
    }
    for (const column of row.cells.keys()) columns.add(column);
    const account = readAccount(row, reading);
    if ('line' in account) accounts.push(account);
    else issues.push(...account);
  }
  const ignored = [...columns].filter((column) => !knownColumns.has(column));
  if (columns.size > 0 && ignored.length === columns.size) {
    throw new OpsFailure(`${file} has no known column: are the columns named, and separated by commas?`);
  }
  // The separate file may have identities of the rows that are not selected.
  const unused = only === undefined ? (map?.unused() ?? []) : [];
  return { rows, accounts, issues: [...issues, ...unused], ignored };
}

/**
 * Reads the rows of the accounts file, or with `only` the selected ones. A row that cannot be read has no name, so
 * nothing selects it.
 * @throws OpsFailure if a name does not select exactly one row.
 */
async function* selectedRows({ file, format, only }: ImportSource): AsyncGenerator<Row | ImportIssue> {
  const selected = only && new SelectedRows(only);
  for await (const row of readRows(file, format)) {
    if (selected === undefined || (!('message' in row) && selected.has(row))) yield row;
  }
  selected?.requireOneEach(file);
}
