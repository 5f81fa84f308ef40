import { randomUUID } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import * as v from 'valibot';
import { LocalFailure, systemErrorCode } from './failure.ts';

/**
 * Parsed content of a JSON file, or undefined if there is no such file. Throws `LocalFailure` if the file cannot be
 * read or is not JSON. `remedy` ends the message about invalid JSON.
 */
export function readJson(file: string, remedy = 'correct it'): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === 'ENOENT') return undefined;
    if (code === undefined) throw error;
    throw new LocalFailure(`${file} cannot be read (${code}): name a readable JSON file.`, { cause: error });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : cause;
    throw new LocalFailure(`${file} is not valid JSON (${reason}): ${remedy}.`, { cause });
  }
}

/**
 * Content of a data file that an earlier run wrote, or undefined if there is no such file.
 * Throws `LocalFailure` if the file does not match the schema.
 */
export function readDataFile<Schema extends v.GenericSchema>(
  file: string,
  schema: Schema,
): v.InferOutput<Schema> | undefined {
  const remedy = 'restore it, or delete it to start afresh';
  const content = readJson(file, remedy);
  if (content === undefined) return undefined;
  const parsed = v.safeParse(schema, content);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const where = v.getDotPath(issue) ?? 'content';
  throw new LocalFailure(`${file} is not a data file of the local run (${where}: ${issue.message}): ${remedy}.`);
}

/** Writes a JSON file that only its owner can read. The write is atomic: a complete copy is written, then renamed. */
export function writeJson(file: string, value: unknown): void {
  const copy = `${file}.${randomUUID()}`;
  writeFileSync(copy, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  renameSync(copy, file);
}
