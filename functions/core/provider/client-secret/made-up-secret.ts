import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { Random } from '../../base/random.ts';
import type { ProviderSettings } from '../../contract/provider-settings.ts';
import { curveOf, isByPrivateKey, leastRsaBits } from '../../oidc/client-auth/private-key.ts';
import { holdsPrivateKey } from './value.ts';

/** A value that nobody was ever given; as a PKCE verifier it has the form of one (RFC 7636 section 4.1). */
export function madeUp(random: Random): string {
  return Buffer.from(random(32)).toString('base64url');
}

/** A client secret that nobody was ever given, or a private key that nobody knows in its place. */
export function madeUpSecret(settings: ProviderSettings, random: Random): string {
  // Apple's keys come without an algorithm, and are for this one.
  const { algorithm } = settings.clientAssertion ?? { algorithm: 'ES256' };
  if (!holdsPrivateKey(settings) || !isByPrivateKey(algorithm)) return madeUp(random);
  return String(newKey(curveOf(algorithm)).export({ type: 'pkcs8', format: 'pem' }));
}

function newKey(curve: string | undefined): KeyObject {
  if (curve === undefined) return generateKeyPairSync('rsa', { modulusLength: leastRsaBits }).privateKey;
  if (curve === 'Ed25519') return generateKeyPairSync('ed25519').privateKey;
  return generateKeyPairSync('ec', { namedCurve: curve }).privateKey;
}
