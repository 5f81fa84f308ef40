import { normaliseProfile, type Profile, withDisplayName } from '../../../functions/core/accounts/profile.ts';
import type { UserState } from '../../../functions/core/accounts/user.ts';
import {
  BadCell,
  type CellReader,
  isOwnId,
  readAddress,
  readBoolean,
  readCount,
  readEmail,
  readId,
  readText,
  readTime,
  readUsername,
  readUserState,
} from './cells.ts';
import {
  type ImportedIdentity,
  mapProviderNames,
  type ProviderNameMapping,
  readIdentities,
  readVoucher,
} from './identities.ts';
import type { ImportIssue, Row } from './row.ts';
import { RowReader } from './row-reader.ts';

/** An account as the file describes it. Times are milliseconds since the epoch. */
export interface ImportedAccount {
  readonly line: number;
  /** Account id, if the file has one of Postern's form; ids of other systems are not imported. */
  readonly id: string | undefined;
  readonly username: string | undefined;
  readonly profile: Profile;
  readonly state: UserState;
  /** Whether the file has the account's state; otherwise `state` is the default. */
  readonly hasState: boolean;
  readonly external: boolean;
  readonly createdAt: number | undefined;
  readonly signInCount: number;
  readonly currentSignInAt: number | undefined;
  readonly lastSignInAt: number | undefined;
  /** Identities of the account, by the deployment's provider name. */
  readonly identities: Readonly<Record<string, ImportedIdentity>>;
}

/** What is needed to parse the rows of the accounts file. */
export interface Reading {
  readonly providers: ProviderNameMapping;
  /** Looks up the identities of a user in the separate file. */
  readonly identitiesOf: (id: string | undefined, username: string | undefined) => readonly ImportedIdentity[];
  /** Current time, milliseconds since the epoch; a later time in the file is an issue. */
  readonly now: number;
}

/** Names of the columns that are imported; other columns are ignored. */
export const knownColumns: ReadonlySet<string> = new Set([
  ...['id', 'username', 'name', 'first_name', 'last_name', 'email', 'email_verified', 'confirmed_at'],
  ...[
    'email_verified_by',
    'state',
    'external',
    'created_at',
    'sign_in_count',
    'current_sign_in_at',
    'last_sign_in_at',
    'phone',
    'organization',
  ],
  ...['job_title', 'location', 'address', 'identities'],
]);

/**
 * Parses a row of the accounts file.
 * @returns The account, or every issue of the row.
 */
export function readAccount(row: Row, reading: Reading): ImportedAccount | readonly ImportIssue[] {
  const cells = new RowReader(row);
  const past: CellReader<number> = (cell) => notAfter(reading.now, readTime(cell));
  const id = cells.read('id', readId);
  const username = cells.read('username', readUsername);
  const identities = cells.attempt('identities', () => readIdentitiesOf(row, reading, id, username)) ?? {};
  const vouches: CellReader<string | undefined> = (cell) => readVoucher(cell, identities, reading.providers);
  const account: ImportedAccount = {
    line: row.line,
    id: id !== undefined && isOwnId(id) ? id : undefined,
    username,
    profile: readProfile(cells, past, vouches),
    state: cells.read('state', readUserState) ?? 'active',
    hasState: row.cells.has('state'),
    external: cells.read('external', readBoolean) ?? false,
    createdAt: cells.read('created_at', past),
    signInCount: cells.read('sign_in_count', readCount) ?? 0,
    currentSignInAt: cells.read('current_sign_in_at', past),
    lastSignInAt: cells.read('last_sign_in_at', past),
    identities,
  };
  if (cells.issues.length > 0) return cells.issues;
  return isRecognisable(account) ? account : [{ line: row.line, message: unrecognisable }];
}

const unrecognisable =
  'has nothing to identify the account: give a username, a verified address, an identity or an id of Postern’s';

/**
 * Whether the account has a unique key (id, username, verified email address or identity), by which a repeated import
 * finds it. Without a unique key, each import would create the account again.
 */
function isRecognisable({ id, username, profile, identities }: ImportedAccount): boolean {
  return id !== undefined || username !== undefined || profile.emailVerified || Object.keys(identities).length > 0;
}

/**
 * The account's profile, normalised like the claims of a provider. The email address counts as verified only if the
 * file says that it is verified or confirmed. If the file names no provider that vouches for it, none does.
 */
function readProfile(cells: RowReader, past: CellReader<number>, vouches: CellReader<string | undefined>): Profile {
  const email = cells.read('email', readEmail);
  const confirmed = cells.read('confirmed_at', past) !== undefined;
  const verified = cells.read('email_verified', readBoolean) ?? confirmed;
  const claims = {
    name: cells.read('name', readText),
    given_name: cells.read('first_name', readText),
    family_name: cells.read('last_name', readText),
    phone_number: cells.read('phone', readText),
    organization: cells.read('organization', readText),
    job_title: cells.read('job_title', readText),
    address: { formatted: cells.read('location', readText), ...cells.read('address', readAddress) },
    email,
    email_verified: verified,
  };
  return withDisplayName(normaliseProfile(claims, 'boolean', cells.read('email_verified_by', vouches)));
}

function readIdentitiesOf(
  { cells }: Row,
  { providers, identitiesOf }: Reading,
  id: string | undefined,
  username: string | undefined,
): Readonly<Record<string, ImportedIdentity>> {
  const own = cells.has('identities') ? readIdentities(cells.get('identities')) : [];
  return mapProviderNames([...own, ...identitiesOf(id, username)], providers);
}

function notAfter(now: number, time: number): number {
  if (time > now) throw new BadCell('is in the future');
  return time;
}
