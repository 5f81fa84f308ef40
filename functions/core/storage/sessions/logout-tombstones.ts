import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { SignInMoment, SignOutMoment } from '../../accounts/sign-out.ts';
import type { Item } from '../table/port.ts';

/**
 * Which sessions a logout's tombstone covers: all of the subject's, or only those to which the provider gave no `sid`.
 * The value prefixes the names of the tombstone's attributes.
 */
export type TombstoneKind = 'signed_out' | 'signed_out_without_sid';

/** Milliseconds until a tombstone without an account expires: longer than any login takes. */
export const tombstoneLifetimeMs = 24 * 3_600_000;

/** Attributes of a tombstone. */
export function tombstoneAttributes(kind: TombstoneKind, { arrivedAt, issuedAt }: SignOutMoment): Item {
  return { [`${kind}_at`]: { N: String(arrivedAt) }, [`${kind}_iat`]: { N: String(issuedAt) } };
}

/** Condition that no tombstone of the item covers the sign-in: `isSignedOut` in DynamoDB's terms. Values: `signInValues`. */
export function noTombstoneCovers(kind: TombstoneKind): string {
  return `(attribute_not_exists(${kind}_at) OR ${kind}_at < :started OR ${kind}_iat < :authenticated)`;
}

/** Values of `noTombstoneCovers`. */
export function signInValues({ startedAt, authenticatedAt }: SignInMoment): Record<string, AttributeValue> {
  return { ':started': { N: String(startedAt) }, ':authenticated': { N: String(authenticatedAt) } };
}

/** Condition that no later logout left its tombstone: a delayed logout must not replace it. Values: `signOutValues`. */
export function noLaterTombstone(kind: TombstoneKind): string {
  const [at, iat] = [`${kind}_at`, `${kind}_iat`];
  return `(attribute_not_exists(${iat}) OR ${iat} < :iat OR (${iat} = :iat AND ${at} < :at))`;
}

/** Values of `noLaterTombstone`. */
export function signOutValues({ arrivedAt, issuedAt }: SignOutMoment): Record<string, AttributeValue> {
  return { ':at': { N: String(arrivedAt) }, ':iat': { N: String(issuedAt) } };
}
