import { isObject } from '../base/json.ts';
import type { ProviderQuirks } from '../contract/provider-settings.ts';
import { type Claims, isEmailAddress, isVerifiedAddress } from '../oidc/claims.ts';

/**
 * A person's normalised claims. Absent fields are omitted, unknown claims dropped and sizes bounded. Line breaks and
 * other control characters become spaces, and bidirectional formatting characters are removed. Only postal addresses
 * may have several lines, separated by one line feed.
 */
export interface Profile {
  readonly name?: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly nickname?: string;
  readonly preferredUsername?: string;
  readonly email?: string;
  /** Whether the provider says that the email address is verified. An absent claim means false. */
  readonly emailVerified: boolean;
  /**
   * Name of the provider that vouches for the verified email address. Absent if the email address is not verified, or if
   * only an import says that it is.
   */
  readonly emailVerifiedBy?: string;
  readonly phone?: string;
  readonly organization?: string;
  readonly jobTitle?: string;
  readonly address?: Readonly<Record<string, string>>;
  readonly location?: Readonly<Record<string, string>>;
}

const maximumText = 255;
/**
 * Known parts of a postal address, in the order in which they are stored and shown (OpenID Connect Core 1.0 section
 * 5.1.1). `state` is Authentiq's addition.
 */
export const addressParts = ['formatted', 'street_address', 'locality', 'region', 'state', 'postal_code', 'country'];
/** Parts of a postal address that may have several lines. */
const linedParts = new Set(['formatted', 'street_address']);
const locationParts = ['latitude', 'longitude', 'accuracy', 'altitude', 'speed'];

/**
 * Normalises the claims of a verified identity. If `name` is missing, it is composed of the given name and the family
 * name.
 * @param emailTrust Which values of `email_verified` count for this provider.
 * @param provider Name of the provider that makes the claims, and so vouches for a verified email address; absent for
 * an import.
 */
export function normaliseProfile(claims: Claims, emailTrust: ProviderQuirks['emailTrust'], provider?: string): Profile {
  const text = (claim: string) => readText(claims[claim]);
  const [firstName, lastName, nickname] = [text('given_name'), text('family_name'), text('nickname')];
  const email = isEmailAddress(claims['email']) ? claims['email'] : undefined;
  const isVerified = email !== undefined && isVerifiedAddress(claims, emailTrust);
  const fullName = [firstName, lastName].filter((part) => part !== undefined).join(' ');
  return dropAbsent({
    name: text('name') ?? (fullName === '' ? undefined : fullName),
    firstName,
    lastName,
    nickname,
    preferredUsername: text('preferred_username'),
    email,
    emailVerified: isVerified,
    emailVerifiedBy: isVerified ? provider : undefined,
    phone: text('phone_number'),
    organization: text('organization'),
    jobTitle: text('job_title'),
    address: readParts(claims['address'], addressParts),
    location: readParts(claims['aq:location'], locationParts),
  });
}

/**
 * A stored profile whose postal address and location have their parts in the defined order. DynamoDB's maps do not
 * preserve an order.
 */
export function inOrder({ address, location, ...fields }: Profile): Profile {
  return {
    ...fields,
    ...(address && { address: pick(address, addressParts) }),
    ...(location && { location: pick(location, locationParts) }),
  };
}

/** The profile of a new user. If it has no display name, the nickname is used, or the email address. */
export function withDisplayName(profile: Profile): Profile {
  const name = profile.name ?? profile.nickname ?? profile.email;
  return name === undefined ? profile : { ...profile, name };
}

/**
 * The key under which an email address is unique among accounts. Email addresses that differ only in letter case or
 * Unicode form (NFKC) have the same key.
 */
export function emailKey(email: string): string {
  return email.normalize('NFKC').toLowerCase();
}

/**
 * Normal form of an email address (NFC, ASCII letters in lower case). Two email addresses have the same form only if
 * they surely are the same mailbox. Look-alikes have different forms. Checks that grant access to an account or a
 * domain compare this form. Checks that refuse access compare `emailKey`, which merges look-alikes.
 */
export function mailbox(email: string): string {
  return email.normalize('NFC').replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/**
 * The key (`emailKey`) of the profile's email address; undefined if the email address is absent or not verified. Only
 * verified email addresses are unique among accounts and used for lookups.
 */
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

/**
 * Reads a text of several lines, which end in CRLF or LF (OpenID Connect Core 1.0 section 5.1.1). Empty lines are
 * dropped.
 */
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

/**
 * Cuts a text to the maximum length. The cut text is trimmed at its end, so that normalising it again changes nothing
 * (idempotent).
 */
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
