import { createHash } from 'node:crypto';
import type { Random } from '../base/random.ts';

const userIdBytes = 16;
const tokenBytes = 32;

/** What the session cookie says: whose session, and a secret that only its holder knows. */
export interface SessionToken {
  readonly userId: string;
  /** Public identifier, also the session's key in the table: a hash, so a copy of the table opens no session. */
  readonly sessionId: string;
}

/** A new user identifier: `usr_` and 128 random bits. */
export function newUserId(random: Random): string {
  return `usr_${Buffer.from(random(userIdBytes)).toString('base64url')}`;
}

/** Makes a session of a user: the cookie's value (64 characters of base64url, 256 random bits) and what is stored. */
export function newSessionToken(userId: string, random: Random): SessionToken & { readonly cookie: string } {
  const user = Buffer.from(userId.slice('usr_'.length), 'base64url');
  const token = Buffer.from(random(tokenBytes));
  return { userId, sessionId: idOf(token), cookie: Buffer.concat([user, token]).toString('base64url') };
}

/** Reads a session cookie's value; undefined for anything that we could not have set. */
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
