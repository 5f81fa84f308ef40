import type { Claims } from '../claims.ts';
import { refuseToken } from './refuse.ts';

/**
 * Reads `sub`: up to 255 ASCII characters, case-sensitive (Core 1.0 section 2). `sub` identifies the person, so it is
 * never normalised: two different values must stay different.
 * @throws Problem `invalid_id_token`.
 */
export function readSubject(claims: Claims): string {
  const subject = claims['sub'];
  if (typeof subject === 'string' && /^[\x20-\x7e]{1,255}$/.test(subject)) return subject;
  throw refuseToken('sub', 'sub is missing or not 1 to 255 ASCII characters');
}
