import { isObject } from '../base/json.ts';
import type { ProviderQuirks } from '../contract/provider-settings.ts';

/** Claims of a token or of UserInfo, as received: every value is to be looked at before it is believed. */
export type Claims = Readonly<Record<string, unknown>>;

/** Whether a value says anything: null, the empty string, the empty list and the empty object do not. */
export function isPresent(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return false;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}

/** Claims of the standard's and Authentiq's scopes that are objects, and those that are texts. */
const structured = new Set(['address', 'aq:location']);
const textual = new Set([
  ...['name', 'given_name', 'family_name', 'middle_name', 'nickname', 'preferred_username'],
  ...['phone_number', 'locale', 'zoneinfo'],
]);

const maximumAddress = 255;
/** White space, control characters, and what turns the writing direction. */
const unreadable = /[\s\p{Cc}\u{202a}-\u{202e}\u{2066}-\u{2069}]/u;

/**
 * Whether a value can be an e-mail address: one `@` with something on both sides, nothing unreadable. Its compatibility
 * form, by which addresses are compared, is bounded too, since it can be many times as long.
 */
export function isEmailAddress(value: unknown): value is string {
  if (typeof value !== 'string' || value.length > maximumAddress || !value.isWellFormed()) return false;
  const [local, domain, ...others] = value.split('@');
  if (!local || !domain || others.length > 0 || unreadable.test(value) || !isDomain(domain)) return false;
  return value.normalize('NFKC').toLowerCase().length <= maximumAddress;
}

/** Labels between dots, none of them empty and none with what is no part of a name: `evil.test.` would be another domain. */
function isDomain(domain: string): boolean {
  return !/[<>()[\]\\,;:"/?#%]/.test(domain) && !domain.split(/[.\u3002\uff0e\uff61]/u).includes('');
}

/**
 * Whether the claims say that their e-mail address was verified.
 * @param trust What counts: `true`, or `"true"` as well, or nothing, since people may write any address in there.
 */
export function isVerifiedAddress(claims: Claims, trust: ProviderQuirks['emailTrust']): boolean {
  return trust !== 'never' && isTrue(claims, 'email_verified', trust);
}

/** Whether a claim is true; where the provider writes booleans as texts, `"true"` is. */
export function isTrue(claims: Claims, name: string, trust: ProviderQuirks['emailTrust']): boolean {
  const value = claims[name];
  return value === true || (trust === 'boolean_or_text' && value === 'true');
}

/** Whether a claim is there, and of the form that its kind has: an e-mail address, an object, a text. */
export function isClaimValid(claims: Claims, name: string): boolean {
  const value = Object.hasOwn(claims, name) ? claims[name] : undefined;
  if (name === 'email') return isEmailAddress(value);
  if (structured.has(name)) return isObject(value) && isPresent(value);
  if (textual.has(name)) return typeof value === 'string' && value.trim() !== '';
  return isPresent(value);
}
