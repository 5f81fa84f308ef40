import { isObject, parseObject } from '../base/json.ts';
import { sole } from './authorization-response.ts';
import { type Claims, isClaimValid } from './claims.ts';

/** Characters of a part of a name. */
const maximumName = 255;

/**
 * The name that Sign in with Apple adds to a person's first authorization response, in the parameter `user`:
 * `{"name":{"firstName":…,"lastName":…},"email":…}`. It comes through the browser unsigned, so its address is never
 * read, and what is not of this form tells no name.
 * @returns The claims `given_name` and `family_name`, as far as they are told.
 * @throws Problem `invalid_callback` where the parameter stands twice, `too_large`.
 */
export function nameFromAppleUser(parameters: URLSearchParams): Claims {
  const name = parseObject(sole(parameters, 'user') ?? '')?.['name'];
  if (!isObject(name)) return {};
  const { firstName, lastName } = name;
  return { ...(isName(firstName) && { given_name: firstName }), ...(isName(lastName) && { family_name: lastName }) };
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '' && value.length <= maximumName && value.isWellFormed();
}

/** Adds told claims where the provider's own say nothing: those are signed. */
export function mergeClaims(claims: Claims, told: Claims): Claims {
  const added = Object.entries(told).filter(([claim]) => !isClaimValid(claims, claim));
  return { ...claims, ...Object.fromEntries(added) };
}
