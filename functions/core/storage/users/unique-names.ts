import { type Profile, verifiedEmailKey } from '../../accounts/profile.ts';
import type { User } from '../../accounts/user.ts';
import { expiresAt, type Key, keys } from '../table/keys.ts';
import type { TransactionStep } from '../table/port.ts';

/** Step that claims a username for a user. Requires that no other user has it. */
export function claimUsername(username: string, userId: string): TransactionStep {
  return claim('username', keys.username(username), userId);
}

/**
 * Step that claims a verified email address for a user. Requires that no other user has it.
 * @param address The email address as `emailKey` returns it.
 */
export function claimAddress(address: string, userId: string): TransactionStep {
  return claim('email', keys.email(address), userId);
}

/**
 * Step that releases a verified email address of this user with an update, for the login function, which may delete
 * nothing. The item without a user is unclaimed, and DynamoDB's TTL deletes it.
 * @param at Milliseconds since the epoch.
 */
export function unclaimAddress(address: string, userId: string, at: number): TransactionStep {
  return {
    name: 'email',
    write: {
      Update: {
        Key: keys.email(address),
        UpdateExpression: 'SET expires_at = :expires REMOVE user_id',
        ConditionExpression: 'user_id = :user',
        ExpressionAttributeValues: { ':user': { S: userId }, ':expires': expiresAt(at).expires_at },
      },
    },
  };
}

/**
 * Step that releases a unique name (username or email address) or an identity of this user. It succeeds too if nobody
 * has it.
 */
export function releaseName(name: string, Key: Key, userId: string): TransactionStep {
  return { name, write: { Delete: { Key, ...ownOr('attribute_not_exists(pk)', userId) } } };
}

/**
 * Steps for a change of profile: release the user's verified email address, and claim that of the new profile, if they
 * differ.
 */
export function moveAddress({ id, profile }: User, to: Profile): readonly TransactionStep[] {
  const [from, next] = [verifiedEmailKey(profile), verifiedEmailKey(to)];
  if (from === next) return [];
  return [
    ...(from === undefined ? [] : [releaseName('email', keys.email(from), id)]),
    ...(next === undefined ? [] : [claimAddress(next, id)]),
  ];
}

function claim(name: string, key: Key, userId: string): TransactionStep {
  const condition = ownOr('attribute_not_exists(user_id)', userId);
  return { name, write: { Put: { Item: { ...key, user_id: { S: userId } }, ...condition } } };
}

function ownOr(unclaimed: string, userId: string) {
  return {
    ConditionExpression: `${unclaimed} OR user_id = :user`,
    ExpressionAttributeValues: { ':user': { S: userId } },
  };
}
