import { isObject, parseObject } from '../base/json.ts';
import { singleParameter } from './authorization-response.ts';
import { type Claims, isClaimValid } from './claims.ts';

/** Maximum characters of a given name, and of a family name. */
const maximumName = 255;

/**
 * Reads the name that Sign in with Apple adds to a person's first authorization response, in the parameter `user`:
 * `{"name":{"firstName":…,"lastName":…},"email":…}`. The parameter comes through the browser unsigned, so its email
 * address is never read. A value of any other form is ignored.
 * @returns The claims `given_name` and `family_name`, if present.
 * @throws Problem `invalid_callback` for a duplicate parameter, `too_large` for one that is too long.
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

/** Adds those unsigned claims that the provider's signed claims lack. A signed claim is never overwritten. */
export function mergeClaims(claims: Claims, unsigned: Claims): Claims {
  const added = Object.entries(unsigned).filter(([claim]) => !isClaimValid(claims, claim));
  return { ...claims, ...Object.fromEntries(added) };
}
