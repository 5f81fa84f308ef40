import type { ProviderQuirks } from '../contract/provider-settings.ts';
import type { VerifiedIdToken } from './id-token/index.ts';
import { refuseToken } from './token-claims/refuse.ts';

/**
 * Form of `tid` and of `oid`: printable ASCII without the colon that joins the two. So no two pairs of `tid` and `oid`
 * result in the same `tid:oid`.
 */
const part = /^[!-9;-~]{1,127}$/;

/**
 * The identifier of a person at a provider, compared byte for byte. It is `sub`, except for a provider that returns a
 * different `sub` of the same person to each client. Then it is `tid:oid` (tenant id and object id of a directory).
 * @param by Whether the provider's settings select `sub` or `tid:oid`.
 * @throws Problem `invalid_id_token` if `tid` or `oid` is needed and missing or malformed.
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
