import { isAsymmetric } from '../../contract/algorithms.ts';
import {
  clientAuthMethods,
  credentialNames,
  holdsPrivateKey,
  storedCredential,
} from '../../contract/client-auth-methods.ts';
import { tooShortFor } from '../../contract/hmac-secret.ts';
import type { ProviderSettings } from '../../contract/provider-settings.ts';
import { keyIdKey } from '../../contract/secret-value.ts';
import { Problem } from '../../errors.ts';
import {
  type AssertionPorts,
  makeClientAssertion,
  type RegisteredJwk,
  registeredJwk,
} from '../../oidc/client-auth/client-assertion.ts';
import { makeClientSecretJwt } from '../../oidc/client-auth/client-secret-jwt.ts';
import type { SecretValue } from '../../secrets/port.ts';

/**
 * What a provider's secret holds: the client secret, or the private key that takes its place.
 * @returns undefined where it was not stored yet.
 */
export function storedSecret(value: SecretValue, settings: ProviderSettings): string | undefined {
  const secret = value[storedCredential(settings)];
  return typeof secret === 'string' && secret !== '' ? secret : undefined;
}

/**
 * The same where nothing goes on without it.
 * @throws Problem `temporarily_unavailable`.
 */
export function requireStoredSecret(value: SecretValue, settings: ProviderSettings): string {
  const secret = storedSecret(value, settings);
  if (secret !== undefined) return secret;
  const { credential } = clientAuthMethods[settings.tokenEndpointAuthMethod];
  throw unusable(`the ${credentialNames[credential]} has not been stored yet`, settings);
}

/**
 * What authenticates the client at an endpoint: the client secret itself, the JWT that the private key makes, or an
 * assertion, which is good for one request.
 * @param endpoint URL of the endpoint that is called.
 * @throws Problem `temporarily_unavailable` where none is stored, and where none can be made with what is.
 */
export function clientCredentialFor(
  value: SecretValue,
  settings: ProviderSettings,
  endpoint: string,
  ports: AssertionPorts,
): string {
  const secret = requireStoredSecret(value, settings);
  const { algorithm } = settings.clientAssertion ?? {};
  if (algorithm && !isAsymmetric(algorithm) && tooShortFor(secret, settings) !== undefined) {
    throw unusable('the client secret is too short to sign with', settings);
  }
  try {
    return present(secret, value, settings, endpoint, ports);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : 'it makes nothing';
    throw unusable(`the private key cannot be used: ${reason}`, settings, cause);
  }
}

/**
 * Passes where something can be presented that is made with the value, whatever the provider will say of it.
 * @throws Problem `temporarily_unavailable`.
 */
export function requirePresentable(value: SecretValue, settings: ProviderSettings): void {
  clientCredentialFor(value, settings, settings.issuer, { clock: () => 0, random: (bytes) => new Uint8Array(bytes) });
}

/**
 * Whether two values authenticate the client in one and the same way. JWTs are never alike, so what they are made of is
 * compared.
 * @throws Problem `temporarily_unavailable` where a client secret was not stored yet.
 */
export function sameCredential(one: SecretValue, other: SecretValue, settings: ProviderSettings): boolean {
  const sameSecret = requireStoredSecret(one, settings) === requireStoredSecret(other, settings);
  return sameSecret && (!holdsPrivateKey(settings) || keyIdOf(one, settings) === keyIdOf(other, settings));
}

/**
 * The id that a private key is presented under: one that came with it, so that turning it takes no deployment; else the
 * configured one (Apple's keys). undefined stands for the key's own thumbprint.
 */
export function keyIdOf(value: SecretValue, { clientSecretJwt }: ProviderSettings): string | undefined {
  const keyId = value[keyIdKey];
  return typeof keyId === 'string' && keyId !== '' ? keyId : clientSecretJwt?.keyId;
}

/**
 * The public half of a value's private key, as the provider has to know it; undefined where the value authenticates by
 * other means than `private_key_jwt`, or makes nothing.
 */
export function publicKeyOf(value: SecretValue, settings: ProviderSettings): RegisteredJwk | undefined {
  const { algorithm } = settings.clientAssertion ?? {};
  const secret = storedSecret(value, settings);
  if (secret === undefined || algorithm === undefined || !isAsymmetric(algorithm)) return undefined;
  try {
    return registeredJwk({ secret, keyId: keyIdOf(value, settings) }, algorithm);
  } catch {
    return undefined;
  }
}

function present(
  secret: string,
  value: SecretValue,
  settings: ProviderSettings,
  endpoint: string,
  ports: AssertionPorts,
): string {
  const { clientSecretJwt, clientAssertion } = settings;
  const keyId = keyIdOf(value, settings);
  if (clientSecretJwt !== undefined) {
    const team = { ...clientSecretJwt, keyId: keyId ?? clientSecretJwt.keyId };
    return makeClientSecretJwt(secret, { ...settings, clientSecretJwt: team }, ports.clock());
  }
  if (clientAssertion === undefined) return secret;
  return makeClientAssertion({ secret, keyId }, { ...settings, clientAssertion }, endpoint, ports);
}

function unusable(reason: string, settings: ProviderSettings, cause?: unknown): Problem {
  const { name, clientSecretJwt, clientAssertion } = settings;
  const command = `npm run ops -- secret set ${name}`;
  const key = clientSecretJwt === undefined ? `for ${clientAssertion?.algorithm}` : clientSecretJwt.keyId;
  const cure = holdsPrivateKey(settings) ? `${command} < the private key ${key} (PKCS #8, PEM)` : command;
  return new Problem('temporarily_unavailable', reason, { log: { provider: name, cure }, cause });
}
