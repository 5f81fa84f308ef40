import { type Profile, verifiedEmailKey } from '../../accounts/profile.ts';
import type { User } from '../../accounts/user.ts';
import { type Key, keys } from '../table/keys.ts';
import type { TransactionStep } from '../table/port.ts';

/** Claims a username that belongs to nobody else. */
export function claimUsername(username: string, userId: string): TransactionStep {
  return claim('username', keys.username(username), userId);
}

/** Claims a verified email address that belongs to nobody else; `address` as `emailKey` returns it. */
export function claimAddress(address: string, userId: string): TransactionStep {
  return claim('email', keys.email(address), userId);
}

/** Releases a unique name of this user; none at all is as good. */
export function releaseName(name: string, Key: Key, userId: string): TransactionStep {
  return { name, write: { Delete: { Key, ...ownOrUnclaimed(userId) } } };
}

/** Replaces the claim on a user's verified address by one on the other profile's, if they differ. */
export function moveAddress({ id, profile }: User, to: Profile): readonly TransactionStep[] {
  const [from, next] = [verifiedEmailKey(profile), verifiedEmailKey(to)];
  if (from === next) return [];
  return [
    ...(from === undefined ? [] : [releaseName('email', keys.email(from), id)]),
    ...(next === undefined ? [] : [claimAddress(next, id)]),
  ];
}

function claim(name: string, key: Key, userId: string): TransactionStep {
  return { name, write: { Put: { Item: { ...key, user_id: { S: userId } }, ...ownOrUnclaimed(userId) } } };
}

function ownOrUnclaimed(userId: string) {
  return {
    ConditionExpression: 'attribute_not_exists(pk) OR user_id = :user',
    ExpressionAttributeValues: { ':user': { S: userId } },
  };
}
