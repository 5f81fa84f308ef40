import { isObject, type JsonObject } from '../../functions/core/base/json.ts';
import { LocalFailure } from './failure.ts';

/**
 * `value` as a JSON object. If it is not one, throws `LocalFailure` with `where`, the value's description, in its
 * message.
 */
export function asObject(value: unknown, where: string): JsonObject {
  if (isObject(value)) return value;
  throw new LocalFailure(`${where} should be an object, but is ${JSON.stringify(value)}.`);
}

/**
 * `value` as an array; undefined becomes an empty array. For any other value, throws `LocalFailure` with `where`, the
 * value's description, in its message.
 */
export function asArray(value: unknown, where: string): readonly unknown[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value;
  throw new LocalFailure(`${where} should be an array, but is ${JSON.stringify(value)}.`);
}

/**
 * `value` as a string. If it is not one, throws `LocalFailure` with `where`, the value's description, in its message.
 */
export function asString(value: unknown, where: string): string {
  if (typeof value === 'string') return value;
  throw new LocalFailure(`${where} should be a string, but is ${JSON.stringify(value)}.`);
}

/** An IAM policy element as a list: IAM allows a single value in place of a list of one. */
export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}
