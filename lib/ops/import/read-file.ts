import { isUtf8 } from 'node:buffer';
import { readFileSync, statSync } from 'node:fs';
import { type FileFormat, formatOf } from '../cli/arguments.ts';
import { OpsFailure } from '../cli/failure.ts';
import { csvRows } from './csv-rows.ts';
import { jsonArrayRows, jsonLineRows } from './json-rows.ts';
import type { Complaint, Row } from './row.ts';

/** A file is held in memory while it is read. */
const maximumMegabytes = 256;
/** Lines that are named where the encoding is wrong. */
const namedLines = 10;

/**
 * Reads a file row by row: CSV with a line of column names, a JSON array of objects, or JSON lines.
 * @param format By the file's ending unless given.
 * @returns Rows, and complaints in the place of those that cannot be read.
 * @throws OpsFailure where the file as a whole is not what it should be.
 */
export function readRows(file: string, format: FileFormat = formatOf(file)): AsyncIterable<Row | Complaint> {
  const bytes = readUtf8(file);
  return format === 'csv' ? csvRows(file, bytes) : jsonRows(file, bytes);
}

async function* jsonRows(file: string, bytes: Buffer): AsyncGenerator<Row | Complaint> {
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
  throw new OpsFailure(`${file} is not UTF-8: save it as UTF-8. Wrong are line ${lines.join(', ')}.`);
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
