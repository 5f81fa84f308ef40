import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { SignInMoment, SignOutMoment } from '../../accounts/sign-out.ts';
import type { Item } from '../table/port.ts';

/** Which sessions a mark is about: all, or those that the provider gave no `sid`. The name of its attributes. */
export type TombstoneKind = 'signed_out' | 'signed_out_without_sid';

/** Milliseconds for which a mark stays that has no account behind it: longer than any login takes. */
export const tombstoneLifetimeMs = 24 * 3_600_000;

/** The attributes of a mark. */
export function tombstoneAttributes(mark: TombstoneKind, { arrivedAt, issuedAt }: SignOutMoment): Item {
  return { [`${mark}_at`]: { N: String(arrivedAt) }, [`${mark}_iat`]: { N: String(issuedAt) } };
}

/** Holds unless the item has a mark that means the sign-in: `isSignedOut`, as a condition. Values: `signInValues`. */
export function noTombstoneCovers(mark: TombstoneKind): string {
  return `(attribute_not_exists(${mark}_at) OR ${mark}_at < :started OR ${mark}_iat < :authenticated)`;
}

/** Values of `notSignedOut`. */
export function signInValues({ startedAt, authenticatedAt }: SignInMoment): Record<string, AttributeValue> {
  return { ':started': { N: String(startedAt) }, ':authenticated': { N: String(authenticatedAt) } };
}

/** Holds unless the mark is a later logout's: one that was delayed must not take it back. Values: `signOutValues`. */
export function noLaterTombstone(mark: TombstoneKind): string {
  const [at, iat] = [`${mark}_at`, `${mark}_iat`];
  return `(attribute_not_exists(${iat}) OR ${iat} < :iat OR (${iat} = :iat AND ${at} < :at))`;
}

/** Values of `notMarkedLater`. */
export function signOutValues({ arrivedAt, issuedAt }: SignOutMoment): Record<string, AttributeValue> {
  return { ':at': { N: String(arrivedAt) }, ':iat': { N: String(issuedAt) } };
}
