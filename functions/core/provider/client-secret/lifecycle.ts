import { deadlineIn } from '../../base/deadline.ts';
import { storedCredential } from '../../contract/client-auth-methods.ts';
import type { ProviderSettings } from '../../contract/provider-settings.ts';
import { keyIdKey } from '../../contract/secret-value.ts';
import { authenticatedRequest } from '../../oidc/client-auth/authenticated-request.ts';
import type { AssertionPorts } from '../../oidc/client-auth/client-assertion.ts';
import { tokenRequestFields } from '../../oidc/token-response.ts';
import type { SecretValue } from '../../secrets/port.ts';
import { createMetadata } from '../documents/metadata.ts';
import { createProviderClient } from '../http-client.ts';
import { controlSecret, type Proof, proveClientSecret, randomValue } from './prove.ts';
import { isRegistered, renewClientSecret } from './registration.ts';
import { clientCredentialFor, publicKeyOf, requirePresentable, requireStoredSecret } from './value.ts';

/** What a provider says of our client secret, and how it gives us another one. Values are what its secret holds. */
export interface ClientCredentials {
  /**
   * What the token endpoint says of a client secret, in use or not.
   * @param redirectUri A registered one, as some providers look at it first.
   * @throws Problem `temporarily_unavailable` where the value holds none.
   */
  prove(value: SecretValue, redirectUri: string): Promise<Proof>;
  /** Whether `renew` can be tried. */
  isRenewable(value: SecretValue): boolean;
  /**
   * Obtains a new client secret where the client is registered (RFC 7592).
   * @returns The value with it.
   * @throws Problem `provider_error` or `provider_unreachable` where there is none.
   */
  renew(value: SecretValue): Promise<SecretValue>;
}

/** What they need of the world. */
export interface CredentialPorts extends AssertionPorts {
  /** Allows plain http to this machine, for local runs. */
  readonly loopbackHttp: boolean;
}

/** Milliseconds that each call may take. */
const patience = 8000;

/** Makes the credentials of our client at a provider. */
export function createClientCredentials(
  settings: ProviderSettings,
  { clock, random, loopbackHttp }: CredentialPorts,
): ClientCredentials {
  const call = createProviderClient(new URL(settings.issuer).host, loopbackHttp);
  const metadata = createMetadata(settings, call, clock, loopbackHttp);
  const deadline = () => deadlineIn(patience, clock);
  return {
    async prove(value, redirectUri) {
      requirePresentable(value, settings);
      // What is made up comes under the same id: else it would be refused for that alone.
      const keyId = publicKeyOf(value, settings)?.kid;
      const identified = { ...value, ...(keyId !== undefined && { [keyIdKey]: keyId }) };
      const secret = requireStoredSecret(value, settings);
      return proveClientSecret(secret, controlSecret(settings, random), async (each) => {
        const { tokenEndpoint } = await metadata();
        const grant = { code: randomValue(random), codeVerifier: randomValue(random), redirectUri };
        const asked = { ...identified, [storedCredential(settings)]: each };
        const presented = clientCredentialFor(asked, settings, tokenEndpoint, { clock, random });
        return call(authenticatedRequest(tokenEndpoint, settings, presented, tokenRequestFields(grant)), deadline());
      });
    },
    isRenewable: (value) => isRegistered(value, settings),
    renew: (value) => renewClientSecret(value, settings, (request) => call(request, deadline())),
  };
}
