import { createHash } from 'node:crypto';
import type { Random } from '../base/random.ts';

const userIdBytes = 16;
const tokenBytes = 32;

/** The user id and the session id that a session cookie stands for. */
export interface SessionToken {
  readonly userId: string;
  /**
   * Identifier of the session, and its key in the table. It is a hash of the cookie's secret, so whoever copies the
   * table cannot use any session.
   */
  readonly sessionId: string;
}

/** Generates a user id: `usr_` and 128 random bits. */
export function newUserId(random: Random): string {
  return `usr_${Buffer.from(random(userIdBytes)).toString('base64url')}`;
}

/**
 * Creates a session token for a user. It consists of the cookie's value (64 characters of base64url: the user id and
 * 256 random bits) and the ids that the table stores.
 */
export function newSessionToken(userId: string, random: Random): SessionToken & { readonly cookie: string } {
  const user = Buffer.from(userId.slice('usr_'.length), 'base64url');
  const token = Buffer.from(random(tokenBytes));
  return { userId, sessionId: idOf(token), cookie: Buffer.concat([user, token]).toString('base64url') };
}

/** Parses a session cookie's value into user id and session id. Returns undefined if the value is malformed. */
export function parseSessionToken(cookie: string): SessionToken | undefined {
  const bytes = Buffer.from(cookie, 'base64url');
  if (bytes.length !== userIdBytes + tokenBytes || bytes.toString('base64url') !== cookie) return undefined;
  return {
    userId: `usr_${bytes.subarray(0, userIdBytes).toString('base64url')}`,
    sessionId: idOf(bytes.subarray(userIdBytes)),
  };
}

function idOf(token: Uint8Array): string {
  return `ses_${createHash('sha256').update(token).digest('base64url')}`;
}
