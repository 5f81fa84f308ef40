/**
 * A scope token (RFC 6749 section 3.3) without `~`, optionally followed by a modifier that Authentiq defines. `~r`
 * makes the scope's claim required, `~s` demands a claim signed by a trusted issuer, and `~rs` means both.
 */
const token = /^([!#-[\]-}]+)(?:~(r|s|rs|sr))?$/;

/**
 * Scopes with a claim that says whether the value was verified, such as `email_verified`. The modifier `~s` demands a
 * verified value, so for any other scope it could never be satisfied.
 */
const verifiable = new Set(['email', 'phone']);

/**
 * Whether a value is a scope: tokens separated by single spaces, without duplicates. Modifiers are accepted for every
 * provider, as Postern enforces them itself.
 */
export function isScope(value: string): boolean {
  const names = value.split(' ').map(scopeName);
  return !names.includes(undefined) && new Set(names).size === names.length;
}

function scopeName(part: string): string | undefined {
  const [, name = '', modifiers = ''] = token.exec(part) ?? [];
  const satisfiable = !modifiers.includes('s') || verifiable.has(name);
  return name !== '' && satisfiable ? name : undefined;
}
