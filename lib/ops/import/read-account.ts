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
import { CellsOfRow } from './cells-of-row.ts';
import { type ImportedIdentity, type ProviderNameMapping, readIdentities, underOurNames } from './identities.ts';
import type { Complaint, Row } from './row.ts';

/** An account as a file says it is to be. Times are milliseconds since the epoch. */
export interface ImportedAccount {
  readonly line: number;
  /** Postern's own identifier, where the file has it. */
  readonly id: string | undefined;
  readonly username: string | undefined;
  readonly profile: Profile;
  readonly state: UserState;
  readonly external: boolean;
  readonly createdAt: number | undefined;
  readonly signInCount: number;
  readonly currentSignInAt: number | undefined;
  readonly lastSignInAt: number | undefined;
  /** By our provider's name. */
  readonly identities: Readonly<Record<string, ImportedIdentity>>;
}

/** What a row is read with. */
export interface Reading {
  readonly providers: ProviderNameMapping;
  /** Identities that another file has, by the row's id and username. */
  readonly further: (id: string | undefined, username: string | undefined) => readonly ImportedIdentity[];
  /** Milliseconds since the epoch: nothing in the file may be later. */
  readonly now: number;
}

/** Columns that are read. Any other one is left alone. */
export const knownColumns: ReadonlySet<string> = new Set([
  ...['id', 'username', 'name', 'first_name', 'last_name', 'email', 'email_verified', 'confirmed_at', 'state'],
  ...['external', 'created_at', 'sign_in_count', 'current_sign_in_at', 'last_sign_in_at', 'phone', 'organization'],
  ...['job_title', 'location', 'address', 'identities'],
]);

/** Reads a row. @returns The account, or everything that is wrong with it. */
export function readAccount(row: Row, reading: Reading): ImportedAccount | readonly Complaint[] {
  const cells = new CellsOfRow(row);
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
    identities: cells.attempt('identities', () => readWaysIn(row, reading, id, username)) ?? {},
  };
  if (cells.complaints.length > 0) return cells.complaints;
  return isRecognisable(account) ? account : [{ line: row.line, message: unrecognisable }];
}

const unrecognisable =
  'has nothing to know the account by: give a username, a verified address, an identity or an id of Postern’s';

/** Whether a second import would find the account again. */
function isRecognisable({ id, username, profile, identities }: ImportedAccount): boolean {
  return id !== undefined || username !== undefined || profile.emailVerified || Object.keys(identities).length > 0;
}

/** The profile, cleaned and completed as a provider's claims are. Only what the file calls verified is verified. */
function readProfile(cells: CellsOfRow, past: CellReader<number>): Profile {
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

function readWaysIn(
  { cells }: Row,
  { providers, further }: Reading,
  id: string | undefined,
  username: string | undefined,
): Readonly<Record<string, ImportedIdentity>> {
  const own = cells.has('identities') ? readIdentities(cells.get('identities')) : [];
  return underOurNames([...own, ...further(id, username)], providers);
}

function notAfter(now: number, time: number): number {
  if (time > now) throw new BadCell('is in the future');
  return time;
}
