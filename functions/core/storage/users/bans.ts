import { createHash } from 'node:crypto';
import { addressOf, type BannedAddress, coversAddress } from '../../accounts/ban.ts';
import type { Profile } from '../../accounts/profile.ts';
import type { AuditRecord } from '../../audit/event.ts';
import { listIndex } from '../../contract/table.ts';
import { auditSteps } from '../audit-append.ts';
import { type Key, keys } from '../table/keys.ts';
import { bannedList, listed } from '../table/list-index.ts';
import type { Item, Table } from '../table/port.ts';
import { queryItems } from '../table/query.ts';

/** What is refused together with a banned account, besides its sign-ins. */
export interface Banned {
  readonly identities: readonly { readonly provider: string; readonly uid: string }[];
  readonly address: BannedAddress | undefined;
}

/** A person whom a provider has authenticated. */
interface Person {
  readonly provider: { readonly name: string };
  readonly uid: string;
  readonly profile: Profile;
}

/** Maximum bans that one transaction lifts; a DynamoDB transaction has at most 100 items. */
const batchSize = 90;

/**
 * Bans identities and an email address together with an account: one item each, with a hash of what is banned, so that
 * the items hold no personal data after the account's deletion.
 * @param at Milliseconds since the epoch.
 */
export async function banWith(
  table: Table,
  userId: string,
  { identities, address }: Banned,
  at: number,
  records: readonly AuditRecord[],
): Promise<void> {
  const items: readonly Item[] = [
    ...identities.map(({ provider, uid }) => keys.bannedIdentity(identityHash(provider, uid), userId)),
    ...(address === undefined
      ? []
      : [{ ...keys.bannedAddress(hash(address.key), userId), verified: { BOOL: address.verified } }]),
  ];
  const steps = items.map((item) => ({
    name: 'ban',
    write: { Put: { Item: { ...item, ...listed(bannedList(userId), at) } } },
  }));
  await table.transact([...steps, ...auditSteps(records)]);
}

/**
 * Finds the account with which a person's identity or email address was banned.
 * @returns Identifier of the account, which may have been deleted since; undefined if there is none.
 */
export async function findBan(table: Table, { provider, uid, profile }: Person): Promise<string | undefined> {
  const address = addressOf(profile);
  const [identities, addresses] = await Promise.all([
    bansUnder(table, keys.bannedIdentity(identityHash(provider.name, uid), '')),
    address === undefined ? [] : bansUnder(table, keys.bannedAddress(hash(address.key), '')),
  ]);
  const covering = addresses.filter(
    ({ verified }) =>
      address !== undefined && coversAddress({ ...address, verified: verified?.BOOL === true }, address),
  );
  return [...identities, ...covering][0]?.['sk']?.S;
}

/** Whether identities or an address were banned together with an account. */
export async function hasBans(table: Table, userId: string): Promise<boolean> {
  return (await bansOf(table, userId)).length > 0;
}

/**
 * Lifts the bans of the identities and the email address that were banned together with an account, which may have been
 * deleted since.
 * @param record Makes the audit event of one transaction.
 * @returns Whether there were any.
 */
export async function liftBans(table: Table, userId: string, record: () => AuditRecord): Promise<boolean> {
  const bans = await bansOf(table, userId);
  for (let start = 0; start < bans.length; start += batchSize) {
    const steps = bans.slice(start, start + batchSize).map((Key) => ({ name: 'ban', write: { Delete: { Key } } }));
    await table.transact([...steps, ...auditSteps([record()])]);
  }
  return bans.length > 0;
}

/** Keys of the items that were written when an account was banned everywhere, from the list of the account's bans. */
async function bansOf(table: Table, userId: string): Promise<readonly Key[]> {
  const bans: Key[] = [];
  const entries = queryItems(table, {
    IndexName: listIndex,
    KeyConditionExpression: '#list = :list',
    ExpressionAttributeNames: { '#list': 'list' },
    ExpressionAttributeValues: { ':list': { S: bannedList(userId) } },
  });
  for await (const { pk, sk } of entries) if (pk && sk) bans.push({ pk, sk });
  return bans;
}

/** Reads the bans of one identity or address, one for each account with which it was banned. */
async function bansUnder(table: Table, { pk }: Key): Promise<readonly Item[]> {
  const { Items = [] } = await table.query({
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': pk },
  });
  return Items;
}

function identityHash(provider: string, uid: string): string {
  // A provider name contains no `#`, so two different identities never have the same text.
  return hash(`${provider}#${uid}`);
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
