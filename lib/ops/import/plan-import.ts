import type { Table } from '../../../functions/core/storage/table/port.ts';
import type { FileFormat } from '../cli/arguments.ts';
import { OpsFailure } from '../cli/failure.ts';
import { compareAccounts } from './existing-accounts.ts';
import type { ProviderNameMapping } from './identities.ts';
import { readIdentityMap } from './identity-map.ts';
import { type ImportedAccount, knownColumns, readAccount } from './read-account.ts';
import { readRows } from './read-file.ts';
import { count } from './report-text.ts';
import type { ImportIssue } from './row.ts';
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
}

/** An import that was validated, but not written yet. */
export interface ImportPlan {
  readonly rows: number;
  readonly missing: readonly NamedAccount[];
  readonly unchanged: number;
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
  return {
    rows: read.rows,
    missing: await nameAccounts(table, compared.missing, Math.random),
    unchanged: compared.unchanged,
    issues: [...issues, ...compared.issues].sort((a, b) => a.line - b.line),
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

async function readAccounts({ file, format, identities, providers }: ImportSource, now: number): Promise<ReadFile> {
  const map = identities === undefined ? undefined : await readIdentityMap(identities);
  const reading = { providers, identitiesOf: map?.identitiesOf ?? (() => []), now };
  const accounts: ImportedAccount[] = [];
  const issues: ImportIssue[] = [...(map?.issues ?? [])];
  const columns = new Set<string>();
  let rows = 0;
  for await (const row of readRows(file, format)) {
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
  return { rows, accounts, issues: [...issues, ...(map?.unused() ?? [])], ignored };
}
