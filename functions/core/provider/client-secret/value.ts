import { isAsymmetric } from '../../contract/algorithms.ts';
import {
  clientAuthMethods,
  credentialNames,
  holdsPrivateKey,
  storedCredential,
} from '../../contract/client-auth-methods.ts';
import { tooShortFor } from '../../contract/hmac-secret.ts';
import type { ProviderSettings } from '../../contract/provider-settings.ts';
import { bindingOf, describeBinding } from '../../contract/secret-binding.ts';
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
 * The client secret in the value of a provider's secret, or the private key in its place.
 * @returns undefined if neither was stored yet.
 */
export function storedSecret(value: SecretValue, settings: ProviderSettings): string | undefined {
  const secret = value[storedCredential(settings)];
  return typeof secret === 'string' && secret !== '' ? secret : undefined;
}

/**
 * The client secret in the value of a provider's secret, or the private key in its place, if one is required.
 * @throws Problem `temporarily_unavailable` if none was stored yet.
 */
export function requireStoredSecret(value: SecretValue, settings: ProviderSettings): string {
  const secret = storedSecret(value, settings);
  if (secret !== undefined) return secret;
  const what = credentialNames[clientAuthMethods[settings.tokenEndpointAuthMethod].credential];
  throw unusable(`the ${what} has not been stored yet`, settings);
}

/**
 * Asserts that the client secret or private key in a value belongs to no other issuer or client than the configured
 * ones. A secret that was stored without its issuer and client is accepted.
 * @throws Problem `temporarily_unavailable` if it does.
 */
export function requireNotForeign(value: SecretValue, settings: ProviderSettings): void {
  if (bindingOf(value, settings) !== 'foreign') return;
  const what = credentialNames[storedCredential(settings)];
  const { issuer, clientId } = settings;
  const reason = `the ${what} belongs to ${describeBinding(value)}, not to ${issuer} and ${clientId}`;
  throw unusable(reason, settings, undefined, 'secret_binding');
}

/**
 * The credential that the client presents at an endpoint. It is the client secret, a client secret JWT signed with the
 * private key (Apple), or a client assertion, which is valid for one request.
 * @param endpoint URL of the endpoint that the request is sent to.
 * @throws Problem `temporarily_unavailable` if no client secret or private key is stored, or no credential can be made
 * from it; or if it belongs to another issuer or client.
 */
export function clientCredentialFor(
  value: SecretValue,
  settings: ProviderSettings,
  endpoint: string,
  ports: AssertionPorts,
): string {
  const secret = requireStoredSecret(value, settings);
  requireNotForeign(value, settings);
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
 * Asserts that the stored value can be turned into a credential, for example that its private key can sign. Whether the
 * provider accepts that credential is not checked.
 * @throws Problem `temporarily_unavailable`.
 */
export function requirePresentable(value: SecretValue, settings: ProviderSettings): void {
  clientCredentialFor(value, settings, settings.issuer, { clock: () => 0, random: (bytes) => new Uint8Array(bytes) });
}

/**
 * Whether two values of a provider's secret hold the same credential. Two JWTs always differ, so the client secrets or
 * private keys that sign them are compared, and the key ids.
 * @throws Problem `temporarily_unavailable` if one of the values holds no client secret yet.
 */
export function sameCredential(one: SecretValue, other: SecretValue, settings: ProviderSettings): boolean {
  const sameSecret = requireStoredSecret(one, settings) === requireStoredSecret(other, settings);
  return sameSecret && (!holdsPrivateKey(settings) || keyIdOf(one, settings) === keyIdOf(other, settings));
}

/**
 * Key id of a private key. It is the id stored with the key, so that rotating the key takes no deployment; otherwise
 * the configured id (Apple's keys).
 * @returns undefined if there is neither. The key's own thumbprint is then used.
 */
export function keyIdOf(value: SecretValue, { clientSecretJwt }: ProviderSettings): string | undefined {
  const keyId = value[keyIdKey];
  return typeof keyId === 'string' && keyId !== '' ? keyId : clientSecretJwt?.keyId;
}

/**
 * The public key, to be registered at the provider, that belongs to the private key in a value.
 * @returns undefined if the client does not authenticate with `private_key_jwt`, or the private key cannot sign.
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

function unusable(reason: string, settings: ProviderSettings, cause?: unknown, check?: string): Problem {
  const { name, clientSecretJwt, clientAssertion } = settings;
  const command = `npm run ops -- secret set ${name}`;
  const key = clientSecretJwt === undefined ? `for ${clientAssertion?.algorithm}` : clientSecretJwt.keyId;
  const cure = holdsPrivateKey(settings) ? `${command} < the private key ${key} (PKCS #8, PEM)` : command;
  return new Problem('temporarily_unavailable', reason, {
    log: { provider: name, ...(check !== undefined && { check }), cure },
    cause,
  });
}
