import type { Claims } from '../claims.ts';
import { refuseToken } from './refuse.ts';

/**
 * Requires that `aud` contains our client id.
 * @returns All audiences.
 * @throws Problem `invalid_id_token`.
 */
export function requireInAudience({ aud }: Claims, clientId: string): readonly string[] {
  const audiences: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  if (!audiences.every((audience) => typeof audience === 'string') || !audiences.includes(clientId)) {
    throw refuseToken('aud', 'aud does not name this client');
  }
  return audiences;
}

/**
 * Requires that `aud` contains our client id. If `aud` has several audiences, `azp` is required. If `azp` is present,
 * it must be our client id (Core 1.0 section 3.1.3.7, items 3 to 5).
 * @throws Problem `invalid_id_token`.
 */
export function checkAudience(claims: Claims, clientId: string): void {
  const { azp } = claims;
  const audiences = requireInAudience(claims, clientId);
  if (audiences.length > 1 && azp === undefined) throw refuseToken('azp', 'several audiences without azp');
  if (azp !== undefined && azp !== clientId) throw refuseToken('azp', 'azp is another client');
}
