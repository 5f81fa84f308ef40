import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { parseObject } from '../../base/json.ts';
import type { Random } from '../../base/random.ts';
import { isAsymmetric } from '../../contract/algorithms.ts';
import { holdsPrivateKey } from '../../contract/client-auth-methods.ts';
import type { ProviderSettings } from '../../contract/provider-settings.ts';
import { Problem } from '../../errors.ts';
import { curveOf, leastRsaBits } from '../../oidc/client-auth/private-key.ts';
import { isInvalidClient, isRequestRejected, type ProviderAnswer } from '../../oidc/token-response.ts';

/** What the token endpoint says of a client secret. */
export interface Proof {
  /** `unknown` where it cannot be told: a secret is never taken for right by default. */
  readonly outcome: 'right' | 'wrong' | 'unknown';
  /** In words for operators. */
  readonly reason: string;
}

/** Sends a token request with a code that nobody was given, authenticated by this client secret or private key. */
export type Ask = (secret: string) => Promise<ProviderAnswer>;

/**
 * Proves a client secret at the token endpoint. The client is authenticated before the code is looked at (RFC 6749
 * sections 3.2.1 and 5.2), so a right secret is refused for the code's sake and a wrong one for its own. Providers differ
 * in their words, and some look at the code first: a secret counts as right only where one that is made up is refused.
 * @param secret The client secret, or the private key in its place: nothing of it is in what is said.
 * @param madeUp One that cannot be right.
 */
export async function proveClientSecret(secret: string, madeUp: string, ask: Ask): Promise<Proof> {
  try {
    const answer = await ask(secret);
    const said = describe(answer, secret);
    if (isRefusal(answer)) return { outcome: 'wrong', reason: `the provider refuses it (${said})` };
    if (!isRequestRejected(answer)) return { outcome: 'unknown', reason: `the token endpoint answered with ${said}` };
    const control = await ask(madeUp);
    if (!isRefusal(control)) {
      const reason = `the provider does not refuse a wrong secret (${describe(control, secret)}), so this tells nothing`;
      return { outcome: 'unknown', reason };
    }
    // What changed between the two may have been the provider, not the secret.
    const again = describe(await ask(secret), secret);
    if (again === said) return { outcome: 'right', reason: `the provider knows it (${said})` };
    return { outcome: 'unknown', reason: `the token endpoint answered with ${said}, and a moment later with ${again}` };
  } catch (error) {
    if (error instanceof Problem) return { outcome: 'unknown', reason: error.message };
    throw error;
  }
}

function isRefusal(answer: ProviderAnswer): boolean {
  return isInvalidClient(answer) || answer.status === 401;
}

/** Only a code of the specification's form is repeated, never the provider's own words, and no secret that is in them. */
function describe({ status, body }: ProviderAnswer, secret: string): string {
  const error = parseObject(body)?.['error'];
  const isCode = typeof error === 'string' && /^[a-z_]{1,64}$/.test(error) && !error.includes(secret);
  return isCode ? `${status} ${error}` : `status ${status}`;
}

/** A value that nobody was ever given; as a PKCE verifier it has the form of one (RFC 7636 section 4.1). */
export function randomValue(random: Random): string {
  return Buffer.from(random(32)).toString('base64url');
}

/** A client secret that nobody was ever given, or a private key that nobody knows in its place. */
export function controlSecret(settings: ProviderSettings, random: Random): string {
  // Apple's keys come without an algorithm, and are for this one.
  const { algorithm } = settings.clientAssertion ?? { algorithm: 'ES256' };
  if (!holdsPrivateKey(settings) || !isAsymmetric(algorithm)) return randomValue(random);
  return String(newKey(curveOf(algorithm)).export({ type: 'pkcs8', format: 'pem' }));
}

function newKey(curve: string | undefined): KeyObject {
  if (curve === undefined) return generateKeyPairSync('rsa', { modulusLength: leastRsaBits }).privateKey;
  if (curve === 'Ed25519') return generateKeyPairSync('ed25519').privateKey;
  return generateKeyPairSync('ec', { namedCurve: curve }).privateKey;
}
