import type { ProviderType } from '../contract/provider-settings.ts';

/** One value of a scope, such as `email`, with the modifiers that Authentiq defines. */
export interface ScopeValue {
  readonly name: string;
  /** Modifier `~r`: the claim is required, so the person cannot decline to share it. */
  readonly required: boolean;
  /** Modifier `~s` ("signed"): the claim must be verified. */
  readonly signed: boolean;
}

/**
 * Claims that a scope value requests. Any one of them shows that the value was granted. A scope value with an empty
 * list requests no claim. A scope value that is not listed requests the claim of the same name.
 */
const claimsOf = new Map<string, readonly string[]>([
  ['profile', ['name', 'given_name', 'family_name', 'nickname', 'preferred_username']],
  ['aq:name', ['name', 'given_name', 'family_name', 'nickname']],
  ['phone', ['phone_number']],
  ['aq:username', ['preferred_username']],
  ['aq:locale', ['locale']],
  ['aq:zoneinfo', ['zoneinfo']],
  ['openid', ['sub']],
  ['aq:push', []],
  ['offline_access', []],
]);

/** Claims that can be verified, each with the `*_verified` claim that says whether it is. */
export const verificationClaims: ReadonlyMap<string, string> = new Map([
  ['email', 'email_verified'],
  ['phone_number', 'phone_number_verified'],
]);

/**
 * Parses a scope (RFC 6749 section 3.3) with Authentiq's modifiers `~r` (required), `~s` (signed) and `~rs`. If a value
 * is repeated, its modifiers are combined.
 */
export function parseScope(scope: string): readonly ScopeValue[] {
  const values = new Map<string, ScopeValue>();
  for (const text of scope.split(' ').filter((part) => part !== '')) {
    const [, name = text, modifiers = ''] = /^(.+)~([rs]{1,2})$/.exec(text) ?? [];
    const known = values.get(name);
    values.set(name, {
      name,
      required: modifiers.includes('r') || known?.required === true,
      signed: modifiers.includes('s') || known?.signed === true,
    });
  }
  return [...values.values()];
}

/**
 * The scope to request from a provider. It always contains `openid` (OpenID Connect Core 1.0 section 3.1.2.1).
 * Modifiers and `aq:*` values are sent only to Authentiq, since only Authentiq understands them.
 */
export function scopeFor(type: ProviderType, values: readonly ScopeValue[]): string {
  const asked = values.filter(({ name }) => name !== 'openid');
  const texts = type === 'authentiq' ? asked.map(withModifiers) : asked.flatMap(standardName);
  return [...new Set(['openid', ...texts])].join(' ');
}

function withModifiers({ name, required, signed }: ScopeValue): string {
  const modifiers = `${required ? 'r' : ''}${signed ? 's' : ''}`;
  return modifiers === '' ? name : `${name}~${modifiers}`;
}

function standardName({ name }: ScopeValue): readonly string[] {
  return name.startsWith('aq:') ? [] : [name];
}

/**
 * The claims that a scope value requests, by default the claim of the same name. Any one of them shows that the scope
 * value was granted.
 */
export function claimsFor(value: ScopeValue): readonly string[] {
  return claimsOf.get(value.name) ?? [value.name];
}

/** The `*_verified` claim that says whether a claim is verified; undefined if the claim cannot be verified. */
export function verificationClaim(claim: string): string | undefined {
  return verificationClaims.get(claim);
}
