import { deadlineIn } from '../../base/deadline.ts';
import type { ProviderSettings } from '../../contract/provider-settings.ts';
import { authenticatedRequest } from '../../oidc/client-auth/authenticated-request.ts';
import type { AssertionPorts } from '../../oidc/client-auth/client-assertion.ts';
import { tokenRequestFields } from '../../oidc/token-response.ts';
import type { SecretValue } from '../../secrets/port.ts';
import { createMetadata } from '../documents/metadata.ts';
import { createProviderClient } from '../http-client.ts';
import { type Proof, proveClientSecret, randomValue } from './prove.ts';
import { isRegistered, renewClientSecret } from './registration.ts';
import { clientCredentialFor } from './value.ts';

/**
 * Proves our client secret (tests whether the provider accepts it) and renews it (has the provider issue a new one).
 * Each `value` is the JSON object that the provider's secret in Secrets Manager stores.
 */
export interface ClientSecretLifecycle {
  /**
   * Tests at the token endpoint whether the provider accepts a client secret, which need not be the current one.
   * @param redirectUri A redirect URI that is registered at the provider, since some providers check it before the
   * client secret.
   * @throws Problem `temporarily_unavailable` if the value holds no usable client secret.
   */
  prove(value: SecretValue, redirectUri: string): Promise<Proof>;
  /**
   * Whether the provider can be asked to issue a new client secret: the value must hold the client's registration (RFC
   * 7592).
   */
  isRenewable(value: SecretValue): boolean;
  /**
   * Makes the provider issue a new client secret, by updating the client's registration (RFC 7592).
   * @returns The value with the new client secret.
   * @throws Problem `provider_error` or `provider_unreachable`.
   */
  renew(value: SecretValue): Promise<SecretValue>;
}

/** Clock and randomness of the requests, and whether plain http is allowed. */
export interface LifecyclePorts extends AssertionPorts {
  /** Allows plain http to this machine, for local runs. */
  readonly loopbackHttp: boolean;
}

/** Time limit of each request to the provider. */
const timeoutMs = 8000;

/** Creates the client that proves and renews our client secret at a provider. */
export function createClientSecretLifecycle(
  settings: ProviderSettings,
  { clock, random, loopbackHttp }: LifecyclePorts,
): ClientSecretLifecycle {
  const call = createProviderClient(new URL(settings.issuer).host, loopbackHttp);
  const metadata = createMetadata(settings, call, clock, loopbackHttp);
  const deadline = () => deadlineIn(timeoutMs, clock);
  return {
    prove: (value, redirectUri) =>
      proveClientSecret(value, settings, random, async (each) => {
        const { tokenEndpoint } = await metadata();
        const grant = { code: randomValue(random), codeVerifier: randomValue(random), redirectUri };
        const credential = clientCredentialFor(each, settings, tokenEndpoint, { clock, random });
        return call(authenticatedRequest(tokenEndpoint, settings, credential, tokenRequestFields(grant)), deadline());
      }),
    isRenewable: (value) => isRegistered(value, settings),
    renew: (value) => renewClientSecret(value, settings, (request) => call(request, deadline())),
  };
}
