import { startProvider } from './authentiq/index.ts';
import type { Cleanup } from './cleanup.ts';
import type { DataDirectory } from './data-directory.ts';
import type { Place } from './place-to-listen.ts';
import type { LocalSettings } from './settings.ts';

/** Starts the local provider with the client of each provider that it stands in for. */
export async function startLocalProvider(
  settings: LocalSettings,
  place: Place,
  clientSecrets: ReadonlyMap<string, string>,
  data: DataDirectory,
  cleanup: Cleanup,
): Promise<void> {
  const { baseUrl, issuer, providerPort, addresses } = place;
  const provider = await startProvider({
    issuer,
    port: providerPort,
    hosts: addresses.hosts,
    publicOrigin: `http://${addresses.publicHost}:${providerPort}`,
    dataFile: data.file('authentiq.json'),
    clients: settings.config.providers
      .filter(({ name }) => settings.servedLocally.includes(name))
      .map(({ name, clientId, label }) => ({
        clientId,
        clientSecret: clientSecrets.get(name) ?? '',
        name: label === 'Authentiq' ? 'Postern (local)' : `Postern (local), ${label}`,
        redirectUris: [`${baseUrl}/callback/${name}`],
        backchannelLogoutUri: `${baseUrl}/logout/backchannel/${name}`,
        postLogoutRedirectUris: [`${baseUrl}/login?signed_out=true`],
      })),
  });
  await cleanup.defer(provider.close);
}
