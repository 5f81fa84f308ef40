import type { Claims } from '../claims.ts';
import { refuseToken } from './refuse.ts';

/**
 * Reads `sid`, the session id at the provider, if present (Back-Channel Logout 1.0 section 2.1). A `sid` that cannot be
 * stored is refused: a logout token with this `sid` could not find the session, so the session would outlive the
 * logout.
 * @throws Problem `invalid_id_token`.
 */
export function readSid(claims: Claims): string | undefined {
  const sid = claims['sid'];
  if (sid === undefined || sid === null) return undefined;
  if (typeof sid === 'string' && sid !== '' && sid.length <= 255 && sid.isWellFormed()) return sid;
  throw refuseToken('sid', 'sid is not a string of 1 to 255 characters');
}
