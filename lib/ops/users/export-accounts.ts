import { createWriteStream, existsSync } from 'node:fs';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { stringify } from 'csv-stringify';
import type { User } from '../../../functions/core/accounts/user.ts';
import { listUsers } from '../../../functions/core/storage/users/user-lists.ts';
import { type FileFormat, formatOf } from '../cli/arguments.ts';
import { confirm } from '../cli/confirm.ts';
import { OpsFailure } from '../cli/failure.ts';
import { show } from '../cli/output.ts';
import { startProgress } from '../cli/progress.ts';
import { openOperator } from '../deployment/operator.ts';
import { identitiesText } from '../import/identities.ts';
import { count } from '../import/report-text.ts';
import { guarded } from '../import/spreadsheet-formula.ts';
import { exportedColumns, exportedUser } from './exported-user.ts';

/** The command `users export`: writes all accounts to a file or standard output, in constant memory. */
export async function exportAccounts(
  file: string | undefined,
  format: FileFormat | undefined,
  command: Command,
): Promise<void> {
  const { table, options } = await openOperator(command, { readOnly: true });
  if (file !== undefined && existsSync(file)) await confirm(`Overwrite ${file}?`, options);
  const progress = startProgress();
  let exported = 0;
  const counted = async function* (): AsyncGenerator<User> {
    for await (const user of listUsers(table)) {
      yield user;
      exported += 1;
      progress.report(`${count(exported)} accounts`);
    }
  };
  const chosen = format ?? (file === undefined ? (options.json === true ? 'json' : 'csv') : formatOf(file));
  try {
    // The file contains personal data, so no other user of this machine may read it.
    await writeUsers(counted(), chosen, file === undefined ? process.stdout : createWriteStream(file, { mode: 0o600 }));
  } catch (cause) {
    if (file === undefined || !isSystemError(cause)) throw cause;
    throw new OpsFailure(`${file} cannot be written (${cause.code}): name a file in an existing, writable folder.`, {
      cause,
    });
  } finally {
    progress.end();
  }
  if (file !== undefined) show({ exported, file }, options);
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}

/** Writes accounts to a stream, with backpressure. Standard output is not closed at the end. */
export async function writeUsers(users: AsyncIterable<User>, format: FileFormat, output: Writable): Promise<void> {
  const end = output !== process.stdout;
  if (format === 'json') return pipeline(Readable.from(jsonTexts(users)), output, { end });
  // Programs that read CSV may take an unquoted carriage return for the end of the row, so cells with one are quoted.
  const csv = stringify({ header: true, columns: [...exportedColumns], quoted_match: /[\r\n]/ });
  return pipeline(Readable.from(csvCells(users)), csv, output, { end });
}

async function* jsonTexts(users: AsyncIterable<User>): AsyncGenerator<string> {
  let separator = '[';
  for await (const user of users) {
    yield `${separator}\n${JSON.stringify(exportedUser(user))}`;
    separator = ',';
  }
  yield separator === '[' ? '[]\n' : '\n]\n';
}

async function* csvCells(users: AsyncIterable<User>): AsyncGenerator<readonly string[]> {
  for await (const user of users) {
    const exported = { ...exportedUser(user), identities: identitiesText(exportedUser(user).identities) };
    yield exportedColumns.map((column) => guarded(String(exported[column] ?? '')));
  }
}
