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
 * The client secret that a provider's secret holds, or the private key in its place.
 * @returns undefined if it was not stored yet.
 */
export function storedSecret(value: SecretValue, settings: ProviderSettings): string | undefined {
  const secret = value[storedCredential(settings)];
  return typeof secret === 'string' && secret !== '' ? secret : undefined;
}

/**
 * The same, required.
 * @throws Problem `temporarily_unavailable` if it was not stored yet.
 */
export function requireStoredSecret(value: SecretValue, settings: ProviderSettings): string {
  const secret = storedSecret(value, settings);
  if (secret !== undefined) return secret;
  const what = credentialNames[clientAuthMethods[settings.tokenEndpointAuthMethod].credential];
  throw unusable(`the ${what} has not been stored yet`, settings);
}

/**
 * The credential that the client presents at an endpoint: the client secret, a client secret JWT made from the private
 * key, or a client assertion, which is good for one request.
 * @param endpoint URL of the endpoint that is called.
 * @throws Problem `temporarily_unavailable` if none is stored, or none can be made from the stored one.
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
    const reason = cause instanceof Error ? cause.message : 'it cannot sign';
    throw unusable(`the private key cannot be used: ${reason}`, settings, cause);
  }
}

/**
 * Asserts that a credential can be made from the value, whatever the provider will answer to it.
 * @throws Problem `temporarily_unavailable`.
 */
export function requirePresentable(value: SecretValue, settings: ProviderSettings): void {
  clientCredentialFor(value, settings, settings.issuer, { clock: () => 0, random: (bytes) => new Uint8Array(bytes) });
}

/**
 * Whether two values hold the same credential. JWTs always differ, so the secret and key id that make them are compared.
 * @throws Problem `temporarily_unavailable` if a client secret was not stored yet.
 */
export function sameCredential(one: SecretValue, other: SecretValue, settings: ProviderSettings): boolean {
  const sameSecret = requireStoredSecret(one, settings) === requireStoredSecret(other, settings);
  return sameSecret && (!holdsPrivateKey(settings) || keyIdOf(one, settings) === keyIdOf(other, settings));
}

/**
 * Key id of a private key: the one stored with it, so that rotating it takes no deployment; otherwise the configured one
 * (Apple's keys). undefined means the key's own thumbprint.
 */
export function keyIdOf(value: SecretValue, { clientSecretJwt }: ProviderSettings): string | undefined {
  const keyId = value[keyIdKey];
  return typeof keyId === 'string' && keyId !== '' ? keyId : clientSecretJwt?.keyId;
}

/**
 * The public key to register at the provider for a value's private key; undefined if the client does not authenticate by
 * `private_key_jwt`, or the key cannot sign.
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
