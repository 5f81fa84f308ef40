import type { Claims } from '../claims.ts';
import { refuseToken } from './refuse.ts';

/**
 * `aud` must contain our client id.
 * @returns All audiences.
 */
export function requireInAudience({ aud }: Claims, clientId: string): readonly string[] {
  const audiences: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  if (!audiences.every((audience) => typeof audience === 'string') || !audiences.includes(clientId)) {
    throw refuseToken('aud', 'aud does not name this client');
  }
  return audiences;
}

/**
 * `aud` must contain our client id. With several audiences `azp` is required, and if present it must be our client id
 * (Core 1.0 section 3.1.3.7, 3 to 5).
 */
export function checkAudience(claims: Claims, clientId: string): void {
  const { azp } = claims;
  const audiences = requireInAudience(claims, clientId);
  if (audiences.length > 1 && azp === undefined) throw refuseToken('azp', 'several audiences without azp');
  if (azp !== undefined && azp !== clientId) throw refuseToken('azp', 'azp is another client');
}
