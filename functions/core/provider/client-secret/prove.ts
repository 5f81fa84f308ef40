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

/** Result of proving a client secret at the token endpoint. */
export interface Proof {
  /** `unknown` if the answers do not tell: a secret is never assumed to be right. */
  readonly outcome: 'right' | 'wrong' | 'unknown';
  /** In words for operators; contains no secret. */
  readonly reason: string;
}

/** Sends a token request with a random code, authenticated by the client secret or private key of this value. */
export type SendProofRequest = (value: SecretValue) => Promise<ProviderAnswer>;

/**
 * Proves a client secret, or the private key in its place, at the token endpoint. The provider authenticates the client
 * before it checks the code (RFC 6749 sections 3.2.1 and 5.2): with a right secret it refuses the code, with a wrong one
 * the client. Providers word this differently, and some check the code first. So a secret counts as right only if a
 * control secret is refused, and if the first answer comes again after that.
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
  // The control comes under the same key id: otherwise it would be refused for its id only.
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

/** Tells by the provider's answers to a secret, to the control secret, and to the secret again. */
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
  // Between the two the provider may have changed its answers, rather than told the secrets apart.
  const again = describe(await ask(), secret);
  if (again === said) return { outcome: 'right', reason: `the provider knows it (${said})` };
  return { outcome: 'unknown', reason: `the token endpoint answered with ${said}, and a moment later with ${again}` };
}

function isRefusal(answer: ProviderAnswer): boolean {
  return isInvalidClient(answer) || answer.status === 401;
}

/** Repeats only error codes of the specification's form: never the provider's own words, nor a secret in them. */
function describe({ status, body }: ProviderAnswer, secret: string): string {
  const error = parseObject(body)?.['error'];
  const isCode = typeof error === 'string' && /^[a-z_]{1,64}$/.test(error) && !error.includes(secret);
  return isCode ? `${status} ${error}` : `status ${status}`;
}

/** 256 random bits: a code, client secret or PKCE verifier (RFC 7636 section 4.1) that nobody was ever given. */
export function randomValue(random: Random): string {
  return Buffer.from(random(32)).toString('base64url');
}

/** Control secret: a random client secret, or a new private key in its place, which the provider must refuse. */
export function controlSecret(settings: ProviderSettings, random: Random): string {
  // Apple's keys come without an algorithm; they are for ES256.
  const { algorithm } = settings.clientAssertion ?? { algorithm: 'ES256' };
  if (!holdsPrivateKey(settings) || !isAsymmetric(algorithm)) return randomValue(random);
  return String(newKey(curveOf(algorithm)).export({ type: 'pkcs8', format: 'pem' }));
}

function newKey(curve: string | undefined): KeyObject {
  if (curve === undefined) return generateKeyPairSync('rsa', { modulusLength: leastRsaBits }).privateKey;
  if (curve === 'Ed25519') return generateKeyPairSync('ed25519').privateKey;
  return generateKeyPairSync('ec', { namedCurve: curve }).privateKey;
}
