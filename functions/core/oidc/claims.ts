import { isObject } from '../base/json.ts';
import type { ProviderQuirks } from '../contract/provider-settings.ts';

/** Claims of a token or of UserInfo, as received: no value is validated. */
export type Claims = Readonly<Record<string, unknown>>;

/** Whether a value is not empty: null, the empty string, the empty list and the empty object are. */
export function isPresent(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return false;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}

/** Standard claims, and Authentiq's, that must be objects, and those that must be strings. */
const structured = new Set(['address', 'aq:location']);
const textual = new Set([
  ...['name', 'given_name', 'family_name', 'middle_name', 'nickname', 'preferred_username'],
  ...['phone_number', 'locale', 'zoneinfo'],
]);

const maximumAddress = 255;
/** White space, control characters and bidirectional formatting characters. */
const unreadable = /[\s\p{Cc}\u{202a}-\u{202e}\u{2066}-\u{2069}]/u;

/**
 * Whether a value can be an email address: one `@` with text on both sides and no unreadable character. Addresses are
 * compared by their compatibility form (NFKC), which can be many times as long, so that is bounded too.
 */
export function isEmailAddress(value: unknown): value is string {
  if (typeof value !== 'string' || value.length > maximumAddress || !value.isWellFormed()) return false;
  const [local, domain, ...others] = value.split('@');
  if (!local || !domain || others.length > 0 || unreadable.test(value) || !isDomain(domain)) return false;
  return value.normalize('NFKC').toLowerCase().length <= maximumAddress;
}

/** Whether all labels between dots are non-empty and can be part of a host name: `evil.test.` would be another domain. */
function isDomain(domain: string): boolean {
  return !/[<>()[\]\\,;:"/?#%]/.test(domain) && !domain.split(/[.\u3002\uff0e\uff61]/u).includes('');
}

/**
 * Whether the email address of the claims is verified.
 * @param trust Which `email_verified` counts: `true`, or `"true"` as well, or none, since people may enter any address.
 */
export function isVerifiedAddress(claims: Claims, trust: ProviderQuirks['emailTrust']): boolean {
  return trust !== 'never' && isTrue(claims, 'email_verified', trust);
}

/** Whether a claim is `true`; or `"true"`, if the provider sends booleans as strings. */
export function isTrue(claims: Claims, name: string, trust: ProviderQuirks['emailTrust']): boolean {
  const value = claims[name];
  return value === true || (trust === 'boolean_or_text' && value === 'true');
}

/** Whether a claim is present and of its type: an email address, an object, a string, or any non-empty value. */
export function isClaimValid(claims: Claims, name: string): boolean {
  const value = Object.hasOwn(claims, name) ? claims[name] : undefined;
  if (name === 'email') return isEmailAddress(value);
  if (structured.has(name)) return isObject(value) && isPresent(value);
  if (textual.has(name)) return typeof value === 'string' && value.trim() !== '';
  return isPresent(value);
}
