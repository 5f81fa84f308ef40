import { isObject } from '../base/json.ts';
import type { ProviderQuirks } from '../contract/provider-settings.ts';

/** Claims of a token or of UserInfo, as received. Their values are not validated. */
export type Claims = Readonly<Record<string, unknown>>;

/**
 * Whether a claim's value is present. An absent value, null, the empty string, the empty list and the empty object do
 * not count as present.
 */
export function isPresent(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return false;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}

/** Claims, of OpenID Connect and of Authentiq, that must be objects (`structured`) or strings (`textual`). */
const structured = new Set(['address', 'aq:location']);
const textual = new Set([
  ...['name', 'given_name', 'family_name', 'middle_name', 'nickname', 'preferred_username'],
  ...['phone_number', 'locale', 'zoneinfo'],
]);

const maximumAddress = 255;
/**
 * Characters that an email address must not have: white space, control characters and bidirectional formatting
 * characters.
 */
const unreadable = /[\s\p{Cc}\u{202a}-\u{202e}\u{2066}-\u{2069}]/u;

/**
 * Whether a value can be an email address: one `@` with text on both sides and no unreadable character. Email addresses
 * are compared in their compatibility form (NFKC). That form can be many times as long as the email address, so the
 * length of that form is bounded too.
 */
export function isEmailAddress(value: unknown): value is string {
  if (typeof value !== 'string' || value.length > maximumAddress || !value.isWellFormed()) return false;
  const [local, domain, ...others] = value.split('@');
  if (!local || !domain || others.length > 0 || unreadable.test(value) || !isDomain(domain)) return false;
  return value.normalize('NFKC').toLowerCase().length <= maximumAddress;
}

/**
 * Whether the domain of an email address has only non-empty labels (the parts between dots), without characters that no
 * host name has. A trailing dot is refused too: `evil.test.` is the same domain as `evil.test`, but would not equal it
 * in a list of blocked domains.
 */
function isDomain(domain: string): boolean {
  return !/[<>()[\]\\,;:"/?#%]/.test(domain) && !domain.split(/[.\u3002\uff0e\uff61]/u).includes('');
}

/**
 * Whether the claims say that their email address is verified.
 * @param trust Which values of `email_verified` count: only `true`, also the string `"true"`, or none, because the
 * provider lets people enter any email address.
 */
export function isVerifiedAddress(claims: Claims, trust: ProviderQuirks['emailTrust']): boolean {
  return trust !== 'never' && isTrue(claims, 'email_verified', trust);
}

/** Whether a claim is `true`. The string `"true"` counts too if the provider sends booleans as strings. */
export function isTrue(claims: Claims, name: string, trust: ProviderQuirks['emailTrust']): boolean {
  const value = claims[name];
  return value === true || (trust === 'boolean_or_text' && value === 'true');
}

/**
 * Whether a claim is present and of the type that its name requires: an email address, a non-empty object or a
 * non-blank string. Any other claim only has to be non-empty.
 */
export function isClaimValid(claims: Claims, name: string): boolean {
  const value = Object.hasOwn(claims, name) ? claims[name] : undefined;
  if (name === 'email') return isEmailAddress(value);
  if (structured.has(name)) return isObject(value) && isPresent(value);
  if (textual.has(name)) return typeof value === 'string' && value.trim() !== '';
  return isPresent(value);
}
