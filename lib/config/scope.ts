/**
 * A scope token (RFC 6749 section 3.3) without `~`, then Authentiq's modifier where there is one:
 * `~r` required, `~s` signed by a trusted issuer, `~rs` both.
 */
const token = /^([!#-[\]-}]+)(?:~(r|s|rs|sr))?$/;

/** Scopes whose claims a provider can say were verified; on any other `~s` could never be met. */
const verifiable = new Set(['email', 'phone']);

/**
 * Whether a value is a scope: tokens separated by single spaces, each named once. Modifiers are accepted for every
 * provider, as what they ask is enforced for all.
 */
export function isScope(value: string): boolean {
  const names = value.split(' ').map(scopeName);
  return !names.includes(undefined) && new Set(names).size === names.length;
}

function scopeName(part: string): string | undefined {
  const [, name = '', modifiers = ''] = token.exec(part) ?? [];
  const meetable = !modifiers.includes('s') || verifiable.has(name);
  return name !== '' && meetable ? name : undefined;
}
