/** Authentiq's scope language: `name`, `name~r` (required), `name~s` (signed, that is verified), `name~rs` (both). */

/** Scopes and the claims that each gives; `aq:push` gives none: it asks to offer one-tap sign-in. */
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

export type ScopeName = keyof typeof claimsOfScope;

/** One thing that a relying party asks for. */
export interface ScopeItem {
  readonly name: ScopeName;
  /** The user cannot decline it. */
  readonly required: boolean;
  /** Only a verified value will do. */
  readonly signed: boolean;
  /** The scope values of the request that ask for it, modifiers included. */
  readonly values: readonly string[];
}

const modifiers = ['', '~r', '~s', '~rs', '~sr'] as const;

/** Narrows text to the name of a scope, without touching prototypes. */
function isScopeName(name: string): name is ScopeName {
  return Object.hasOwn(claimsOfScope, name);
}

/**
 * Parses a `scope` parameter. Unknown scopes and unknown modifiers are ignored (OpenID Connect Core 1.0 section 3.1.2.1);
 * a scope given twice is asked for once, as strictly as its strictest mention.
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

/** Every scope value with every modifier, and its claims, in the form of oidc-provider's `claims` option. */
export function claimsOfScopeValues(): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(claimsOfScope).flatMap(([name, claims]) =>
      modifiers.map((modifier) => [`${name}${modifier}`, [...claims]] as const),
    ),
  );
}
