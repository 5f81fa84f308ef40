import { asymmetricAlgorithms, hmacAlgorithms, type JwsAlgorithm } from './algorithms.ts';
import { clientSecretKey, privateKeyKey } from './secret-value.ts';

/** Client authentication methods of the token endpoint (Core 1.0 section 9). */
export const authenticationMethods = [
  'client_secret_basic',
  'client_secret_post',
  'client_secret_jwt',
  'private_key_jwt',
] as const;

export type ClientAuthMethod = (typeof authenticationMethods)[number];

/** Credential that a provider's secret holds, by its key there. */
export type StoredCredential = typeof clientSecretKey | typeof privateKeyKey;

/** How a method authenticates the client. `oidc/client-auth/authenticated-request.ts` has its form of the request. */
interface ClientAuthRules {
  readonly credential: StoredCredential;
  /** Algorithms of its client assertions (RFC 7523), the default first; empty if it sends the credential itself. */
  readonly assertionAlgorithms: readonly JwsAlgorithm[];
}

/** The client authentication methods: the one place that says what each needs. */
export const clientAuthMethods: Readonly<Record<ClientAuthMethod, ClientAuthRules>> = {
  client_secret_basic: { credential: clientSecretKey, assertionAlgorithms: [] },
  client_secret_post: { credential: clientSecretKey, assertionAlgorithms: [] },
  client_secret_jwt: { credential: clientSecretKey, assertionAlgorithms: hmacAlgorithms },
  private_key_jwt: { credential: privateKeyKey, assertionAlgorithms: asymmetricAlgorithms },
};

/** The stored credentials in words for operators. */
export const credentialNames: Readonly<Record<StoredCredential, string>> = {
  [clientSecretKey]: 'client secret',
  [privateKeyKey]: 'private key',
};

/** The settings of a provider that tell its credential. */
interface CredentialSettings {
  readonly tokenEndpointAuthMethod: ClientAuthMethod;
  readonly clientSecretJwt?: object;
}

/** The credential that a provider's secret holds: that of its method, or the key that client secrets are made from. */
export function storedCredential({ clientSecretJwt, tokenEndpointAuthMethod }: CredentialSettings): StoredCredential {
  return clientSecretJwt === undefined ? clientAuthMethods[tokenEndpointAuthMethod].credential : privateKeyKey;
}

/** Whether a provider's secret holds a private key in place of a client secret. */
export function holdsPrivateKey(settings: CredentialSettings): boolean {
  return storedCredential(settings) === privateKeyKey;
}
