import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { SignInMoment, SignOutMoment } from '../../accounts/sign-out.ts';
import type { Item } from '../table/port.ts';

/**
 * Which sessions a tombstone (the record of a logout) covers: all of the subject's sessions, or only those without a
 * `sid` from the provider. The kind is also the prefix of the names of the tombstone's attributes.
 */
export type TombstoneKind = 'signed_out' | 'signed_out_without_sid';

/**
 * Milliseconds until a tombstone (the record of a logout) expires, if it is that of a `sid` or of an identity without
 * an account. No login that began before the logout takes that long.
 */
export const tombstoneLifetimeMs = 24 * 3_600_000;

/** Attributes of a tombstone, which a logout leaves so that no earlier sign-in succeeds after it. */
export function tombstoneAttributes(kind: TombstoneKind, { arrivedAt, issuedAt }: SignOutMoment): Item {
  return { [`${kind}_at`]: { N: String(arrivedAt) }, [`${kind}_iat`]: { N: String(issuedAt) } };
}

/**
 * DynamoDB condition that no tombstone (the record of a logout) in the item covers the sign-in. It decides as
 * `isSignedOut` does. `signInValues` supplies its values.
 */
export function noTombstoneCovers(kind: TombstoneKind): string {
  return `(attribute_not_exists(${kind}_at) OR ${kind}_at < :started OR ${kind}_iat < :authenticated)`;
}

/** Values of the placeholders in the condition `noTombstoneCovers`. */
export function signInValues({ startedAt, authenticatedAt }: SignInMoment): Record<string, AttributeValue> {
  return { ':started': { N: String(startedAt) }, ':authenticated': { N: String(authenticatedAt) } };
}

/**
 * DynamoDB condition that no later logout has left its tombstone (the record of the logout), which a delayed logout
 * must not replace. `signOutValues` supplies its values.
 */
export function noLaterTombstone(kind: TombstoneKind): string {
  const [at, iat] = [`${kind}_at`, `${kind}_iat`];
  return `(attribute_not_exists(${iat}) OR ${iat} < :iat OR (${iat} = :iat AND ${at} < :at))`;
}

/** Values of the placeholders in the condition `noLaterTombstone`. */
export function signOutValues({ arrivedAt, issuedAt }: SignOutMoment): Record<string, AttributeValue> {
  return { ':at': { N: String(arrivedAt) }, ':iat': { N: String(issuedAt) } };
}
