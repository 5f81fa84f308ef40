import { isObject, type JsonObject } from '../../functions/core/base/json.ts';
import { LocalFailure } from './failure.ts';

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
