import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { parseObject } from '../../base/json.ts';
import type { Random } from '../../base/random.ts';
import { isAsymmetric } from '../../contract/algorithms.ts';
import { holdsPrivateKey, storedCredential } from '../../contract/client-auth-methods.ts';
import type { ProviderSettings } from '../../contract/provider-settings.ts';
import { keyIdKey } from '../../contract/secret-value.ts';
import { Problem } from '../../errors.ts';
import { curveOf, leastRsaBits } from '../../oidc/client-auth/private-key.ts';
import { isInvalidClient, isRequestRejected, type ProviderAnswer } from '../../oidc/token-response.ts';
import type { SecretValue } from '../../secrets/port.ts';
import { publicKeyOf, requirePresentable, requireStoredSecret } from './value.ts';

/** Result of a proof, which tests whether the provider accepts a client secret. */
export interface Proof {
  /**
   * `right` if the provider accepts the secret, `wrong` if it refuses the secret, and `unknown` if its responses do not
   * tell. A secret is never assumed to be right.
   */
  readonly outcome: 'right' | 'wrong' | 'unknown';
  /** Explanation of the outcome for operators. It contains no secret. */
  readonly reason: string;
}

/** Sends a token request with a random code, authenticated with the client secret or private key in this value. */
export type SendProofRequest = (value: SecretValue) => Promise<ProviderAnswer>;

/**
 * Proves a client secret, or the private key in its place: tests at the token endpoint whether the provider accepts it.
 * The token request has a random code. The provider authenticates the client before it checks the code (RFC 6749
 * sections 3.2.1 and 5.2). So it refuses the code if the secret is right, and the client if the secret is wrong.
 * Providers' errors for this differ, and some check the code first. So two more requests are sent: one with a control
 * secret (deliberately wrong), which must be refused, and then the first one again. The secret counts as right only if
 * both responses to it are the same.
 * @param send Sends the token request.
 * @throws Problem `temporarily_unavailable` if the value holds no usable client secret.
 */
export async function proveClientSecret(
  value: SecretValue,
  settings: ProviderSettings,
  random: Random,
  send: SendProofRequest,
): Promise<Proof> {
  requirePresentable(value, settings);
  const secret = requireStoredSecret(value, settings);
  // The control secret has the same key id. Under an unknown key id, the provider would refuse it whatever the key.
  const keyId = publicKeyOf(value, settings)?.kid;
  const identified = { ...value, ...(keyId !== undefined && { [keyIdKey]: keyId }) };
  const control = { ...identified, [storedCredential(settings)]: controlSecret(settings, random) };
  try {
    return await compare(
      () => send(identified),
      () => send(control),
      secret,
    );
  } catch (error) {
    if (error instanceof Problem) return { outcome: 'unknown', reason: error.message };
    throw error;
  }
}

/**
 * Judges a secret by three responses of the provider: to the secret, to the control secret, and to the secret again.
 */
async function compare(
  ask: () => Promise<ProviderAnswer>,
  askControl: () => Promise<ProviderAnswer>,
  secret: string,
): Promise<Proof> {
  const answer = await ask();
  const said = describe(answer, secret);
  if (isRefusal(answer)) return { outcome: 'wrong', reason: `the provider refuses it (${said})` };
  if (!isRequestRejected(answer)) return { outcome: 'unknown', reason: `the token endpoint answered with ${said}` };
  const control = await askControl();
  if (!isRefusal(control)) {
    const reason = `the provider does not refuse a wrong secret (${describe(control, secret)}), so this tells nothing`;
    return { outcome: 'unknown', reason };
  }
  // The provider may have changed its responses between the first two requests, for example by a rate limit. Then they
  // differ without showing that the secret is right, so the secret is tried again.
  const again = describe(await ask(), secret);
  if (again === said) return { outcome: 'right', reason: `the provider knows it (${said})` };
  return { outcome: 'unknown', reason: `the token endpoint answered with ${said}, and a moment later with ${again}` };
}

function isRefusal(answer: ProviderAnswer): boolean {
  return isInvalidClient(answer) || answer.status === 401;
}

/**
 * Describes a response for operators. The body's error code is repeated if it has the specification's form. Free text
 * is not repeated, since it could contain the secret.
 */
function describe({ status, body }: ProviderAnswer, secret: string): string {
  const error = parseObject(body)?.['error'];
  const isCode = typeof error === 'string' && /^[a-z_]{1,64}$/.test(error) && !error.includes(secret);
  return isCode ? `${status} ${error}` : `status ${status}`;
}

/**
 * Generates 256 random bits in base64url: a code, client secret or PKCE code verifier (RFC 7636 section 4.1) that the
 * provider cannot know.
 */
export function randomValue(random: Random): string {
  return Buffer.from(random(32)).toString('base64url');
}

/**
 * Generates a control secret (deliberately wrong), which the provider must refuse. It is a random client secret, or a
 * new private key if the client has a private key.
 */
export function controlSecret(settings: ProviderSettings, random: Random): string {
  // For Apple the settings name no algorithm, since Apple's private keys are always for ES256.
  const { algorithm } = settings.clientAssertion ?? { algorithm: 'ES256' };
  if (!holdsPrivateKey(settings) || !isAsymmetric(algorithm)) return randomValue(random);
  return String(newKey(curveOf(algorithm)).export({ type: 'pkcs8', format: 'pem' }));
}

function newKey(curve: string | undefined): KeyObject {
  if (curve === undefined) return generateKeyPairSync('rsa', { modulusLength: leastRsaBits }).privateKey;
  if (curve === 'Ed25519') return generateKeyPairSync('ed25519').privateKey;
  return generateKeyPairSync('ec', { namedCurve: curve }).privateKey;
}
