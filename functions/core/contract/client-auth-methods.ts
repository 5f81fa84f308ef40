import { asymmetricAlgorithms, hmacAlgorithms, type JwsAlgorithm } from './algorithms.ts';
import { clientSecretKey, privateKeyKey } from './secret-value.ts';

/** Client authentication methods of the token endpoint (OpenID Connect Core 1.0 section 9). */
export const authenticationMethods = [
  'client_secret_basic',
  'client_secret_post',
  'client_secret_jwt',
  'private_key_jwt',
] as const;

export type ClientAuthMethod = (typeof authenticationMethods)[number];

/** Credential of the client: the client secret or a private key, named by its JSON key in the provider's secret. */
export type StoredCredential = typeof clientSecretKey | typeof privateKeyKey;

/**
 * What a client authentication method requires. `oidc/client-auth/authenticated-request.ts` defines the form of its
 * requests.
 */
interface ClientAuthRules {
  readonly credential: StoredCredential;
  /**
   * Algorithms of the method's client assertions (RFC 7523), the default first; empty if the method sends the client
   * secret itself.
   */
  readonly assertionAlgorithms: readonly JwsAlgorithm[];
}

/** The requirements of each client authentication method, defined only here. */
export const clientAuthMethods: Readonly<Record<ClientAuthMethod, ClientAuthRules>> = {
  client_secret_basic: { credential: clientSecretKey, assertionAlgorithms: [] },
  client_secret_post: { credential: clientSecretKey, assertionAlgorithms: [] },
  client_secret_jwt: { credential: clientSecretKey, assertionAlgorithms: hmacAlgorithms },
  private_key_jwt: { credential: privateKeyKey, assertionAlgorithms: asymmetricAlgorithms },
};

/** Names of the client's credentials in messages for operators. */
export const credentialNames: Readonly<Record<StoredCredential, string>> = {
  [clientSecretKey]: 'client secret',
  [privateKeyKey]: 'private key',
};

/** The settings of a provider that determine the client's credential. */
interface CredentialSettings {
  readonly tokenEndpointAuthMethod: ClientAuthMethod;
  readonly clientSecretJwt?: object;
}

/**
 * Determines which credential a provider's secret holds. It is the one that the client authentication method requires,
 * or the private key that signs client secrets (Sign in with Apple).
 */
export function storedCredential({ clientSecretJwt, tokenEndpointAuthMethod }: CredentialSettings): StoredCredential {
  return clientSecretJwt === undefined ? clientAuthMethods[tokenEndpointAuthMethod].credential : privateKeyKey;
}

/** Whether a provider's secret holds a private key, and not a client secret. */
export function holdsPrivateKey(settings: CredentialSettings): boolean {
  return storedCredential(settings) === privateKeyKey;
}
