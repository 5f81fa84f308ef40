import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { recordedIssuerKey } from '../../contract/provider-issuer.ts';
import type { DocumentKind } from '../../contract/table.ts';
import type { Item } from './port.ts';

/** Primary key of an item: partition key (`pk`) and sort key (`sk`). */
export type Key = { pk: AttributeValue; sk: AttributeValue };

function key(pk: string, sk: string): Key {
  return { pk: { S: pk }, sk: { S: sk } };
}

/**
 * Primary keys of every kind of item. Parts of a partition key are separated by `#`, which provider names do not
 * contain. So two different pairs of provider and subject, or provider and `sid`, never have the same key, whatever the
 * subject or `sid`.
 */
export const keys = {
  user: (userId: string) => key(`USER#${userId}`, 'PROFILE'),
  session: (userId: string, sessionId: string) => key(`USER#${userId}`, `SESSION#${sessionId}`),
  identity: (provider: string, subject: string) => key(`IDENTITY#${provider}#${subject}`, 'IDENTITY'),
  email: (emailKey: string) => key(`EMAIL#${emailKey}`, 'EMAIL'),
  username: (username: string) => key(`USERNAME#${username}`, 'USERNAME'),
  bannedIdentity: (identityHash: string, userId: string) => key(`BANNED#identity#${identityHash}`, userId),
  bannedAddress: (addressHash: string, userId: string) => key(`BANNED#email#${addressHash}`, userId),
  providerSession: (provider: string, sid: string, sessionId: string) =>
    key(`SID#${provider}#${sid}`, `SESSION#${sessionId}`),
  signedOutSid: (provider: string, sid: string) => key(`SID#${provider}#${sid}`, 'SIGNED_OUT'),
  attempt: (stateHash: string) => key(`ATTEMPT#${stateHash}`, 'ATTEMPT'),
  logoutToken: (provider: string, jti: string) => key(`JTI#${provider}#${jti}`, 'JTI'),
  clientSecretStatus: (provider: string) => key(`SECRET#provider#${provider}`, 'STATUS'),
  sessionKeysStatus: () => key('SECRET#session-keys', 'STATUS'),
  providerSwitch: (provider: string) => key(`PROVIDER#${provider}`, 'SWITCH'),
  providerIssuer: recordedIssuerKey,
  document: (kind: DocumentKind, urlHash: string) => key(`DOCUMENT#${kind}#${urlHash}`, 'DOCUMENT'),
  documentRefreshSlot: (kind: DocumentKind, urlHash: string) => key(`DOCUMENT#${kind}#${urlHash}`, 'TURN'),
  audit: (day: string, shard: number, at: string, id: string) => key(`AUDIT#${day}#${shard}`, `${at}#${id}`),
} as const;

/** Finds the item with this primary key among items that were read together. */
export function itemWith(items: readonly Item[], { pk, sk }: Key): Item | undefined {
  return items.find((item) => item['pk']?.S === pk.S && item['sk']?.S === sk.S);
}

/**
 * Creates the attribute by which DynamoDB's TTL deletes an item. TTL requires seconds since the epoch, so milliseconds
 * are converted and rounded up.
 */
export function expiresAt(milliseconds: number): { expires_at: AttributeValue } {
  return { expires_at: { N: String(Math.ceil(milliseconds / 1000)) } };
}
