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
import { type ImportedIdentity, mapProviderNames, type ProviderNameMapping, readIdentities } from './identities.ts';
import type { ImportIssue, Row } from './row.ts';
import { RowReader } from './row-reader.ts';

/** An account of a file. Times are milliseconds since the epoch. */
export interface ImportedAccount {
  readonly line: number;
  /** Postern's own id, if the file has it. */
  readonly id: string | undefined;
  readonly username: string | undefined;
  readonly profile: Profile;
  readonly state: UserState;
  readonly external: boolean;
  readonly createdAt: number | undefined;
  readonly signInCount: number;
  readonly currentSignInAt: number | undefined;
  readonly lastSignInAt: number | undefined;
  /** By the deployment's provider name. */
  readonly identities: Readonly<Record<string, ImportedIdentity>>;
}

/** Context for reading rows. */
export interface Reading {
  readonly providers: ProviderNameMapping;
  /** Identities of a user in the separate file. */
  readonly identitiesOf: (id: string | undefined, username: string | undefined) => readonly ImportedIdentity[];
  /** Milliseconds since the epoch; no time in the file may be later. */
  readonly now: number;
}

/** Columns that are imported; others are ignored. */
export const knownColumns: ReadonlySet<string> = new Set([
  ...['id', 'username', 'name', 'first_name', 'last_name', 'email', 'email_verified', 'confirmed_at', 'state'],
  ...['external', 'created_at', 'sign_in_count', 'current_sign_in_at', 'last_sign_in_at', 'phone', 'organization'],
  ...['job_title', 'location', 'address', 'identities'],
]);

/** Reads the account of a row. @returns The account, or every issue of the row. */
export function readAccount(row: Row, reading: Reading): ImportedAccount | readonly ImportIssue[] {
  const cells = new RowReader(row);
  const past: CellReader<number> = (cell) => notAfter(reading.now, readTime(cell));
  const id = cells.read('id', readId);
  const username = cells.read('username', readUsername);
  const account: ImportedAccount = {
    line: row.line,
    id: id !== undefined && isOwnId(id) ? id : undefined,
    username,
    profile: readProfile(cells, past),
    state: cells.read('state', readUserState) ?? 'active',
    external: cells.read('external', readBoolean) ?? false,
    createdAt: cells.read('created_at', past),
    signInCount: cells.read('sign_in_count', readCount) ?? 0,
    currentSignInAt: cells.read('current_sign_in_at', past),
    lastSignInAt: cells.read('last_sign_in_at', past),
    identities: cells.attempt('identities', () => readIdentitiesOf(row, reading, id, username)) ?? {},
  };
  if (cells.issues.length > 0) return cells.issues;
  return isRecognisable(account) ? account : [{ line: row.line, message: unrecognisable }];
}

const unrecognisable =
  'has nothing to identify the account: give a username, a verified address, an identity or an id of Postern’s';

/** Whether a repeated import would find the account. */
function isRecognisable({ id, username, profile, identities }: ImportedAccount): boolean {
  return id !== undefined || username !== undefined || profile.emailVerified || Object.keys(identities).length > 0;
}

/** Profile, normalised like a provider's claims. Only an address that the file marks as verified is verified. */
function readProfile(cells: RowReader, past: CellReader<number>): Profile {
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
  return withDisplayName(normaliseProfile(claims, 'boolean'));
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
