import type { ProviderQuirks } from '../contract/provider-settings.ts';
import type { VerifiedIdToken } from './id-token/index.ts';
import { refuseToken } from './token-claims/refuse.ts';

/** Printable ASCII without the colon that joins the two, so that keys do not collide. */
const part = /^[!-9;-~]{1,127}$/;

/**
 * The identifier of a person at a provider, compared byte for byte: the subject, or `tid:oid` (tenant and object of a
 * directory) if `sub` differs from client to client.
 * @throws Problem `invalid_id_token` if the token lacks it.
 */
export function identityKey(
  { subject, claims }: Pick<VerifiedIdToken, 'subject' | 'claims'>,
  by: ProviderQuirks['identityKey'],
): string {
  if (by === 'sub') return subject;
  const read = (name: 'tid' | 'oid'): string => {
    const value = claims[name];
    if (typeof value === 'string' && part.test(value)) return value;
    throw refuseToken(name, `${name} is missing or not 1 to 127 ASCII characters`);
  };
  return `${read('tid')}:${read('oid')}`;
}
