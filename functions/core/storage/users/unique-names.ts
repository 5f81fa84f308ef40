import { type Profile, verifiedEmailKey } from '../../accounts/profile.ts';
import type { User } from '../../accounts/user.ts';
import { type Key, keys } from '../table/keys.ts';
import type { TransactionStep } from '../table/port.ts';

/** Takes a username that nobody has. */
export function claimUsername(username: string, userId: string): TransactionStep {
  return claim('username', keys.username(username), userId);
}

/** Takes a verified address that nobody else has; `address` as `emailKey` makes it. */
export function claimAddress(address: string, userId: string): TransactionStep {
  return claim('email', keys.email(address), userId);
}

/** Gives a name back that this user has, or nobody. */
export function releaseName(name: string, Key: Key, userId: string): TransactionStep {
  return { name, write: { Delete: { Key, ...ownOrNobodys(userId) } } };
}

/** Moves a user's verified address to the one of another profile, where they differ. */
export function moveAddress({ id, profile }: User, to: Profile): readonly TransactionStep[] {
  const [from, next] = [verifiedEmailKey(profile), verifiedEmailKey(to)];
  if (from === next) return [];
  return [
    ...(from === undefined ? [] : [releaseName('email', keys.email(from), id)]),
    ...(next === undefined ? [] : [claimAddress(next, id)]),
  ];
}

function claim(name: string, key: Key, userId: string): TransactionStep {
  return { name, write: { Put: { Item: { ...key, user_id: { S: userId } }, ...ownOrNobodys(userId) } } };
}

function ownOrNobodys(userId: string) {
  return {
    ConditionExpression: 'attribute_not_exists(pk) OR user_id = :user',
    ExpressionAttributeValues: { ':user': { S: userId } },
  };
}
