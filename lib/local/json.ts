import { isObject, type JsonObject } from '../../functions/core/base/json.ts';
import { LocalFailure } from './failure.ts';

/** `value` as an object. Throws `LocalFailure`, which names `where`, if it is not one. */
export function asObject(value: unknown, where: string): JsonObject {
  if (isObject(value)) return value;
  throw new LocalFailure(`${where} should be an object, but is ${JSON.stringify(value)}.`);
}

/** `value` as an array; undefined is an empty one. Throws `LocalFailure`, which names `where`, if it is neither. */
export function asArray(value: unknown, where: string): readonly unknown[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value;
  throw new LocalFailure(`${where} should be an array, but is ${JSON.stringify(value)}.`);
}

/** `value` as a string. Throws `LocalFailure`, which names `where`, if it is not one. */
export function asString(value: unknown, where: string): string {
  if (typeof value === 'string') return value;
  throw new LocalFailure(`${where} should be a string, but is ${JSON.stringify(value)}.`);
}

/** An IAM policy element as a list: IAM allows a single value in place of a list of one. */
export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}
