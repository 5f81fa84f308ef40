import type { Table } from '../../../functions/core/storage/table/port.ts';
import type { FileFormat } from '../cli/arguments.ts';
import { OpsFailure } from '../cli/failure.ts';
import { compare } from './existing-accounts.ts';
import type { ProviderNameMapping } from './identities.ts';
import { readIdentityMap } from './identity-map.ts';
import { type ImportedAccount, knownColumns, readAccount } from './read-account.ts';
import { readRows } from './read-file.ts';
import { count } from './report-text.ts';
import type { Complaint } from './row.ts';
import { duplicates } from './unique-keys.ts';
import { type NamedAccount, nameAccounts } from './usernames.ts';

/** Accounts by which the progress goes: what comes out of a read is any number. */
const reported = 100;

/** What to import. */
export interface Source {
  readonly file: string;
  readonly format?: FileFormat;
  /** A file with identities by GitLab's user. */
  readonly identities?: string;
  readonly providers: ProviderNameMapping;
}

/** What an import would do. */
export interface Plan {
  readonly rows: number;
  readonly missing: readonly NamedAccount[];
  readonly unchanged: number;
  /** By line. */
  readonly complaints: readonly Complaint[];
  /** Columns that nothing is read from. */
  readonly ignored: readonly string[];
}

/**
 * Reads and checks the whole of a file, and compares it with the table, before anything is written.
 * @param now Milliseconds since the epoch.
 * @param report Is told how far it is.
 * @throws OpsFailure where the file as a whole is not what it should be.
 */
export async function planImport(
  table: Table,
  source: Source,
  now: number,
  report: (text: string) => void,
): Promise<Plan> {
  const { accounts, ...read } = await readAccounts(source, now);
  const complaints = [...read.complaints, ...duplicates(accounts)];
  const bad = linesOf(complaints);
  const good = accounts.filter(({ line }) => !bad.has(line));
  const compared = await compare(table, good, (done) =>
    report(`${count(done - (done % reported))} of ${count(good.length)} accounts compared`),
  );
  return {
    rows: read.rows,
    missing: await nameAccounts(table, compared.missing, Math.random),
    unchanged: compared.unchanged,
    complaints: [...complaints, ...compared.complaints].sort((a, b) => a.line - b.line),
    ignored: read.ignored,
  };
}

/** The lines of the accounts' own file that complaints are about. */
export function linesOf(complaints: readonly Complaint[]): ReadonlySet<number> {
  return new Set(complaints.filter(({ file }) => file === undefined).map(({ line }) => line));
}

interface ReadFile extends Pick<Plan, 'rows' | 'complaints' | 'ignored'> {
  readonly accounts: readonly ImportedAccount[];
}

async function readAccounts({ file, format, identities, providers }: Source, now: number): Promise<ReadFile> {
  const map = identities === undefined ? undefined : await readIdentityMap(identities);
  const reading = { providers, further: map?.further ?? (() => []), now };
  const accounts: ImportedAccount[] = [];
  const complaints: Complaint[] = [...(map?.complaints ?? [])];
  const columns = new Set<string>();
  let rows = 0;
  for await (const row of readRows(file, format)) {
    rows += 1;
    if ('message' in row) {
      complaints.push(row);
      continue;
    }
    for (const column of row.cells.keys()) columns.add(column);
    const account = readAccount(row, reading);
    if ('line' in account) accounts.push(account);
    else complaints.push(...account);
  }
  const ignored = [...columns].filter((column) => !knownColumns.has(column));
  if (columns.size > 0 && ignored.length === columns.size) {
    throw new OpsFailure(`${file} has no column that is read here: are its columns named, and separated by commas?`);
  }
  return { rows, accounts, complaints: [...complaints, ...(map?.unused() ?? [])], ignored };
}
