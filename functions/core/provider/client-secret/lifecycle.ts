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

/** Proves and renews our client secret at a provider. Values are those of the provider's secret in Secrets Manager. */
export interface ClientSecretLifecycle {
  /**
   * Proves a client secret, current or not, at the token endpoint.
   * @param redirectUri A registered one, since some providers check it first.
   * @throws Problem `temporarily_unavailable` if the value holds no usable client secret.
   */
  prove(value: SecretValue, redirectUri: string): Promise<Proof>;
  /** Whether the provider can be asked to issue a client secret. */
  isRenewable(value: SecretValue): boolean;
  /**
   * Has the provider issue a new client secret, if the client is registered (RFC 7592).
   * @returns The value with the new client secret.
   * @throws Problem `provider_error` or `provider_unreachable`.
   */
  renew(value: SecretValue): Promise<SecretValue>;
}

/** Clock, randomness and transport of the calls. */
export interface LifecyclePorts extends AssertionPorts {
  /** Allows plain http to this machine, for local runs. */
  readonly loopbackHttp: boolean;
}

/** Time limit of each call. */
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
