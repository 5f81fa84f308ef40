import type { Claims } from '../claims.ts';
import { refuseToken } from '../refuse-token.ts';

/** `iss` must be the issuer exactly, trailing slash included (Core 1.0 section 3.1.3.7, 2). */
export function checkIssuer(claims: Claims, issuer: string): void {
  if (claims['iss'] !== issuer) throw refuseToken('iss', 'iss is not the issuer');
}
