import { randomUUID } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { isObject, type JsonObject } from '../../functions/core/base/json.ts';
import { LocalFailure, systemErrorCode } from './failure.ts';

/** `value` as an object; throws `LocalFailure` naming `where` otherwise. */
export function asObject(value: unknown, where: string): JsonObject {
  if (isObject(value)) return value;
  throw new LocalFailure(`${where} should be an object, but is ${JSON.stringify(value)}.`);
}

/** `value` as an array, absent being empty; throws `LocalFailure` naming `where` otherwise. */
export function asArray(value: unknown, where: string): readonly unknown[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value;
  throw new LocalFailure(`${where} should be an array, but is ${JSON.stringify(value)}.`);
}

/** `value` as a string; throws `LocalFailure` naming `where` otherwise. */
export function asString(value: unknown, where: string): string {
  if (typeof value === 'string') return value;
  throw new LocalFailure(`${where} should be a string, but is ${JSON.stringify(value)}.`);
}

/** A value that may stand alone or in a list (as IAM writes them), as a list. */
export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

/** Parses a JSON file; undefined where there is none. Throws `LocalFailure` where it cannot be read or is not JSON. */
export function readJson(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === 'ENOENT') return undefined;
    if (code === undefined) throw error;
    throw new LocalFailure(`${file} cannot be read (${code}): name a JSON file that can.`, { cause: error });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new LocalFailure(`${file} is not valid JSON (${cause instanceof Error ? cause.message : cause}): mend it.`, {
      cause,
    });
  }
}

/** Writes a JSON file that its owner alone can read, at once or not at all (by renaming a complete copy). */
export function writeJson(file: string, value: unknown): void {
  const copy = `${file}.${randomUUID()}`;
  writeFileSync(copy, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  renameSync(copy, file);
}
