import type { Person, PersonClaims } from './people.ts';
import type { ScopeItem, ScopeName } from './scopes.ts';

/** A scope that a site requests, with the value that the person would share. */
export interface Offer extends ScopeItem {
  readonly label: string;
  /** The claim's value as text; empty if the person has no such claim. */
  readonly value: string;
  /** Whether the claim's value is verified; undefined for scopes whose values are never verified. */
  readonly verified?: boolean;
}

function lines(...values: readonly (string | undefined)[]): string {
  return values.filter((value) => value !== undefined).join('\n');
}

function place(claims: PersonClaims): string {
  const location = claims['aq:location'];
  return location ? `${location['latitude']}, ${location['longitude']}` : '';
}

function address(claims: PersonClaims): string {
  return claims.address?.['formatted'] ?? '';
}

const descriptions: Readonly<Record<ScopeName, { label: string; value: (claims: PersonClaims) => string }>> = {
  'aq:name': { label: 'Name', value: ({ name }) => name },
  profile: {
    label: 'Profile',
    value: ({ name, preferred_username, locale, zoneinfo }) => lines(name, preferred_username, locale, zoneinfo),
  },
  email: { label: 'Email address', value: ({ email }) => email ?? '' },
  phone: { label: 'Phone number', value: ({ phone_number }) => phone_number ?? '' },
  address: { label: 'Address', value: address },
  'aq:location': { label: 'Where you are', value: place },
  'aq:username': { label: 'User name', value: ({ preferred_username }) => preferred_username ?? '' },
  'aq:locale': { label: 'Language', value: ({ locale }) => locale ?? '' },
  'aq:zoneinfo': { label: 'Time zone', value: ({ zoneinfo }) => zoneinfo ?? '' },
  'aq:push': {
    label: 'Notify this phone next time',
    value: () => 'Sign-ins from that browser then need no QR code',
  },
};

function isVerified(name: ScopeName, claims: PersonClaims): boolean | undefined {
  if (name === 'email') return claims.email_verified;
  if (name === 'phone') return claims.phone_number_verified;
  return undefined;
}

/** What a person would share for a requested scope, as the consent page shows it. */
export function offer(item: ScopeItem, person: Person): Offer {
  const { label, value } = descriptions[item.name];
  const verified = isVerified(item.name, person.claims);
  return { ...item, label, value: value(person.claims), ...(verified !== undefined && { verified }) };
}

/**
 * Names of the scopes that are shared: all required ones, and those that were chosen and for which the person has a
 * value.
 */
export function shared(offers: readonly Offer[], chosen: ReadonlySet<string>): ScopeName[] {
  return offers
    .filter((item) => item.required || (item.value !== '' && chosen.has(item.name)))
    .map((item) => item.name);
}
