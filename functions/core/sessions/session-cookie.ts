import { createHash } from 'node:crypto';
import type { Random } from '../base/random.ts';

const userIdBytes = 16;
const tokenBytes = 32;

/** A session cookie's user id and session id. */
export interface SessionToken {
  readonly userId: string;
  /** Public identifier and key in the table: a hash of the cookie's secret, so a copy of the table opens no session. */
  readonly sessionId: string;
}

/** A new user identifier: `usr_` and 128 random bits. */
export function newUserId(random: Random): string {
  return `usr_${Buffer.from(random(userIdBytes)).toString('base64url')}`;
}

/** Creates a session token of a user: the cookie's value (64 characters of base64url, 256 random bits) and the stored ids. */
export function newSessionToken(userId: string, random: Random): SessionToken & { readonly cookie: string } {
  const user = Buffer.from(userId.slice('usr_'.length), 'base64url');
  const token = Buffer.from(random(tokenBytes));
  return { userId, sessionId: idOf(token), cookie: Buffer.concat([user, token]).toString('base64url') };
}

/** Reads a session cookie's value; undefined if it is malformed. */
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
