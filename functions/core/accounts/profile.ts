import { isObject } from '../base/json.ts';
import type { ProviderQuirks } from '../contract/provider-settings.ts';
import { type Claims, isEmailAddress, isVerifiedAddress } from '../oidc/claims.ts';

/**
 * What a provider says of a person, normalised. Absent fields are left out; unknown claims are dropped; sizes are
 * bounded; line breaks and other control characters become spaces, what turns the writing direction goes. Of an address
 * alone the lines stay, with one line feed between them.
 */
export interface Profile {
  readonly name?: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly nickname?: string;
  readonly preferredUsername?: string;
  readonly email?: string;
  /** True only where the provider says so; an absent claim is no. */
  readonly emailVerified: boolean;
  readonly phone?: string;
  readonly organization?: string;
  readonly jobTitle?: string;
  readonly address?: Readonly<Record<string, string>>;
  readonly location?: Readonly<Record<string, string>>;
}

const maximumText = 255;
/** The parts of an address that are known (OpenID Connect Core 1.0 section 5.1.1, and Authentiq's state), in their order. */
export const addressParts = ['formatted', 'street_address', 'locality', 'region', 'state', 'postal_code', 'country'];
/** Those of several lines. */
const linedParts = new Set(['formatted', 'street_address']);
const locationParts = ['latitude', 'longitude', 'accuracy', 'altitude', 'speed'];

/**
 * Normalises verified claims. The name is put together of given and family name where there is none.
 * @param emailTrust When the provider's addresses count as verified.
 */
export function normaliseProfile(claims: Claims, emailTrust: ProviderQuirks['emailTrust']): Profile {
  const text = (claim: string) => readText(claims[claim]);
  const [firstName, lastName, nickname] = [text('given_name'), text('family_name'), text('nickname')];
  const email = isEmailAddress(claims['email']) ? claims['email'] : undefined;
  const fullName = [firstName, lastName].filter((part) => part !== undefined).join(' ');
  return dropAbsent({
    name: text('name') ?? (fullName === '' ? undefined : fullName),
    firstName,
    lastName,
    nickname,
    preferredUsername: text('preferred_username'),
    email,
    emailVerified: email !== undefined && isVerifiedAddress(claims, emailTrust),
    phone: text('phone_number'),
    organization: text('organization'),
    jobTitle: text('job_title'),
    address: readParts(claims['address'], addressParts),
    location: readParts(claims['aq:location'], locationParts),
  });
}

/** A profile that was kept where maps have no order, with the parts of address and location as they were normalised. */
export function inOrder({ address, location, ...fields }: Profile): Profile {
  return {
    ...fields,
    ...(address && { address: pick(address, addressParts) }),
    ...(location && { location: pick(location, locationParts) }),
  };
}

/** The profile of a new user, who has a name to be shown by: where the claims had none, nickname or e-mail address. */
export function withDisplayName(profile: Profile): Profile {
  const name = profile.name ?? profile.nickname ?? profile.email;
  return name === undefined ? profile : { ...profile, name };
}

/** The key under which an e-mail address is unique: addresses that differ by case or Unicode form are one. */
export function emailKey(email: string): string {
  return email.normalize('NFKC').toLowerCase();
}

/**
 * The form in which two addresses are surely one mailbox: only what cannot be told apart at all is folded. What opens an
 * account or a domain goes by this; what refuses goes by `emailKey`, which folds look-alikes too.
 */
export function mailbox(email: string): string {
  return email.normalize('NFC').replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** The key of the profile's address, where it is verified: only those are unique, and only those tell who it is. */
export function verifiedEmailKey({ email, emailVerified }: Profile): string | undefined {
  return email !== undefined && emailVerified ? emailKey(email) : undefined;
}

type Optional<T> = { [K in keyof T]: T[K] | undefined };

function dropAbsent(profile: Optional<Required<Profile>> & { emailVerified: boolean }): Profile {
  const present = Object.entries(profile).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(present), emailVerified: profile.emailVerified };
}

function readText(value: unknown): string | undefined {
  return typeof value === 'string' ? bounded(cleaned(value)) : undefined;
}

/** Lines end in CRLF or LF; those that say nothing go (OpenID Connect Core 1.0 section 5.1.1). */
function readLines(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const lines = value.split(/\r\n|\n/).map(cleaned);
  return bounded(lines.filter((line) => line !== '').join('\n'));
}

function cleaned(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\u{202a}-\u{202e}\u{2066}-\u{2069}]/gu, '')
    .replace(/[\p{Cc}\p{Z}]+/gu, ' ')
    .trim();
}

/** What is cut ends in no space or line break, so that it stays as it is where it is read again. */
function bounded(text: string): string | undefined {
  return text === '' ? undefined : [...text].slice(0, maximumText).join('').trimEnd();
}

function readParts(value: unknown, names: readonly string[]): Readonly<Record<string, string>> | undefined {
  if (!isObject(value)) return undefined;
  const parts = names.flatMap((name) => {
    const part = value[name];
    const read = linedParts.has(name) ? readLines : readText;
    const text = read(typeof part === 'number' ? String(part) : part);
    return text === undefined ? [] : [[name, text] as const];
  });
  return parts.length === 0 ? undefined : Object.fromEntries(parts);
}

function pick(parts: Readonly<Record<string, string>>, names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(names.flatMap((name) => (parts[name] === undefined ? [] : [[name, parts[name]]])));
}
