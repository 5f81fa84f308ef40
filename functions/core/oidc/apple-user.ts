import { isObject, parseObject } from '../base/json.ts';
import { singleParameter } from './authorization-response.ts';
import { type Claims, isClaimValid } from './claims.ts';

/** Maximum characters of a given or family name. */
const maximumName = 255;

/**
 * Reads the name that Sign in with Apple adds to a person's first authorization response, in the parameter `user`:
 * `{"name":{"firstName":…,"lastName":…},"email":…}`. It comes through the browser unsigned, so its email address is never
 * read, and a value of another form is ignored.
 * @returns The claims `given_name` and `family_name`, if present.
 * @throws Problem `invalid_callback` for a duplicate parameter, `too_large`.
 */
export function nameFromAppleUser(parameters: URLSearchParams): Claims {
  const name = parseObject(singleParameter(parameters, 'user') ?? '')?.['name'];
  if (!isObject(name)) return {};
  const { firstName, lastName } = name;
  return { ...(isName(firstName) && { given_name: firstName }), ...(isName(lastName) && { family_name: lastName }) };
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '' && value.length <= maximumName && value.isWellFormed();
}

/** Adds unsigned claims that the provider's signed claims lack. */
export function mergeClaims(claims: Claims, unsigned: Claims): Claims {
  const added = Object.entries(unsigned).filter(([claim]) => !isClaimValid(claims, claim));
  return { ...claims, ...Object.fromEntries(added) };
}
