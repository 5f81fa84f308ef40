import { startProvider } from './authentiq/index.ts';
import type { Registration } from './authentiq/registrations.ts';
import type { Cleanup } from './cleanup.ts';
import type { DataDirectory } from './data-directory.ts';
import { LocalFailure } from './failure.ts';
import type { ChosenPorts } from './listening-ports.ts';
import type { LocalConfig } from './local-config.ts';
import type { InitialSecret } from './secrets/provider-secrets.ts';

/**
 * Starts the local Authentiq-like provider. It has one registered client for each configured provider for which it
 * stands in. `initialSecrets` has the initial client secrets by provider name.
 * @returns by provider name, the client configuration endpoint and registration access token (RFC 7592)
 * @throws LocalFailure if an initial secret is missing
 */
export async function startLocalProvider(
  localConfig: LocalConfig,
  ports: ChosenPorts,
  initialSecrets: ReadonlyMap<string, InitialSecret>,
  data: DataDirectory,
  cleanup: Cleanup,
): Promise<ReadonlyMap<string, Registration>> {
  const { baseUrl, issuer, providerPort, addresses } = ports;
  const served = localConfig.config.providers.filter(({ name }) => localConfig.servedLocally.includes(name));
  const provider = await startProvider({
    issuer,
    port: providerPort,
    hosts: addresses.hosts,
    publicOrigin: `http://${addresses.publicHost}:${providerPort}`,
    dataFile: data.file('authentiq.json'),
    clients: served.map(({ name, clientId, label }) => ({
      clientId,
      ...initialSecretOf(initialSecrets, name),
      name: label === 'Authentiq' ? 'Postern (local)' : `Postern (local), ${label}`,
      redirectUris: [`${baseUrl}/callback/${name}`],
      backchannelLogoutUri: `${baseUrl}/logout/backchannel/${name}`,
      postLogoutRedirectUris: [`${baseUrl}/login?signed_out=true`],
    })),
  });
  await cleanup.defer(provider.close);
  return new Map(
    served.flatMap(({ name, clientId }) => {
      const registration = provider.registrations.get(clientId);
      return registration === undefined ? [] : [[name, registration] as const];
    }),
  );
}

function initialSecretOf(initialSecrets: ReadonlyMap<string, InitialSecret>, name: string): InitialSecret {
  const first = initialSecrets.get(name);
  if (first === undefined) throw new LocalFailure(`No client secret was stored for provider ${name}.`);
  return first;
}
