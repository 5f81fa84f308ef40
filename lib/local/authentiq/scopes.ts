/** Authentiq's scope syntax: `name`, `name~r` (required), `name~s` (signed, that is verified), `name~rs` (both). */

/**
 * Claims of each scope. `aq:push` has no claims: it requests that later sign-ins notify the phone instead of showing a
 * QR code.
 */
export const claimsOfScope = {
  'aq:name': ['name', 'family_name', 'given_name', 'middle_name', 'nickname'],
  profile: ['name', 'family_name', 'given_name', 'middle_name', 'nickname', 'preferred_username', 'zoneinfo', 'locale'],
  email: ['email', 'email_verified'],
  phone: ['phone_number', 'phone_number_verified', 'phone_type'],
  address: ['address'],
  'aq:location': ['aq:location'],
  'aq:username': ['preferred_username'],
  'aq:locale': ['locale'],
  'aq:zoneinfo': ['zoneinfo'],
  'aq:push': [],
} as const;

/** Name of a scope, without modifiers such as `~r`. */
export type ScopeName = keyof typeof claimsOfScope;

/** A scope that a relying party requests, combined from all its values in the request. */
export interface ScopeItem {
  readonly name: ScopeName;
  /** Whether the user cannot decline the scope (`~r`). */
  readonly required: boolean;
  /** Whether the relying party accepts only a verified value (`~s`). */
  readonly signed: boolean;
  /** The values of this scope in the request, with their modifiers. */
  readonly values: readonly string[];
}

const modifiers = ['', '~r', '~s', '~rs', '~sr'] as const;

/** Narrows text to the name of a scope. */
function isScopeName(name: string): name is ScopeName {
  return Object.hasOwn(claimsOfScope, name);
}

/**
 * Parses a `scope` parameter. Unknown scopes and unknown modifiers are ignored (OpenID Connect Core 1.0 section
 * 3.1.2.1); a scope that is repeated counts once, with the modifiers of all its values.
 */
export function parseAuthentiqScope(scope: string): ScopeItem[] {
  const items = new Map<ScopeName, ScopeItem>();
  for (const value of scope.split(' ')) {
    const [name = '', modifier] = value.split('~');
    if (!isScopeName(name) || !modifiers.some((known) => value === `${name}${known}`)) continue;
    const before = items.get(name);
    items.set(name, {
      name,
      required: (before?.required ?? false) || (modifier?.includes('r') ?? false),
      signed: (before?.signed ?? false) || (modifier?.includes('s') ?? false),
      values: [...new Set([...(before?.values ?? []), value])],
    });
  }
  return [...items.values()];
}

/**
 * Claims of each scope with each modifier, because oidc-provider's `claims` option needs every possible scope value.
 */
export function claimsOfScopeValues(): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(claimsOfScope).flatMap(([name, claims]) =>
      modifiers.map((modifier) => [`${name}${modifier}`, [...claims]] as const),
    ),
  );
}
