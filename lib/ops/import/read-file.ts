import { isUtf8 } from 'node:buffer';
import { readFileSync, statSync } from 'node:fs';
import { type FileFormat, formatOf } from '../cli/arguments.ts';
import { OpsFailure } from '../cli/failure.ts';
import { csvRows } from './csv-rows.ts';
import { jsonArrayRows, jsonLineRows } from './json-rows.ts';
import type { ImportIssue, Row } from './row.ts';

/** Maximum size of the file in megabytes, because the whole file is read into memory. */
const maximumMegabytes = 256;
/** Maximum number of lines that an error message about invalid UTF-8 names. */
const namedLines = 10;

/**
 * Reads a file row by row: CSV with a header line, a JSON array of objects, or JSON lines.
 * @param format By default derived from the file's extension.
 * @returns The rows, and an issue for each row that cannot be read.
 * @throws OpsFailure if the file as a whole is invalid.
 */
export function readRows(file: string, format: FileFormat = formatOf(file)): AsyncIterable<Row | ImportIssue> {
  const bytes = readUtf8(file);
  return format === 'csv' ? csvRows(file, bytes) : jsonRows(file, bytes);
}

async function* jsonRows(file: string, bytes: Buffer): AsyncGenerator<Row | ImportIssue> {
  const text = bytes.toString('utf8').replace(/^\ufeff/, '');
  if (text.trim() === '') throw new OpsFailure(`${file} is empty.`);
  yield* text.trimStart().startsWith('[') ? jsonArrayRows(file, text) : jsonLineRows(text);
}

function readUtf8(file: string): Buffer {
  const { size } = attempt(file, () => statSync(file));
  if (size > maximumMegabytes * 1024 * 1024) {
    throw new OpsFailure(`${file} is larger than ${maximumMegabytes} MB: split it.`);
  }
  const bytes = attempt(file, () => readFileSync(file));
  if (isUtf8(bytes)) return bytes;
  const lines = linesThatAreNotUtf8(bytes);
  throw new OpsFailure(`${file} is not UTF-8: save it as UTF-8. Invalid: line ${lines.join(', ')}.`);
}

function linesThatAreNotUtf8(bytes: Buffer): readonly string[] {
  const lines: string[] = [];
  for (let start = 0, line = 1; start < bytes.length; line += 1) {
    const end = bytes.indexOf(0x0a, start) + 1 || bytes.length;
    if (!isUtf8(bytes.subarray(start, end))) lines.push(String(line));
    if (lines.length > namedLines) return [...lines.slice(0, namedLines), 'and more'];
    start = end;
  }
  return lines;
}

function attempt<Value>(file: string, read: () => Value): Value {
  try {
    return read();
  } catch (cause) {
    throw new OpsFailure(`${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}
