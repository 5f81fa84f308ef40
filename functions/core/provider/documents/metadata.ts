import type { ProviderSettings } from '../../contract/provider-settings.ts';
import { metadataUrl, type ProviderMetadata, parseMetadata } from '../../oidc/metadata.ts';
import type { CallProvider } from '../http-client.ts';
import { sharedDocuments } from './cache.ts';
import type { DocumentStore } from './store.ts';

/**
 * Metadata is read anew after ten minutes, and used for a day at most while the provider does not answer. An instance
 * that begins logins with endpoints that the provider has left does so no longer than that.
 */
const staleness = { freshFor: 600_000, usableFor: 86_400_000 };

/**
 * Reads a provider's metadata through a cache.
 * @param store What other instances have read; without it the provider alone is asked.
 * @returns A function that gives them, newer ones than those it is given, and throws Problem `temporarily_unavailable` or
 * `provider_error`.
 */
export function createMetadata(
  provider: ProviderSettings,
  call: CallProvider,
  clock: () => number,
  loopbackHttp: boolean,
  store?: DocumentStore,
): (known?: ProviderMetadata) => Promise<ProviderMetadata> {
  const parse = (body: string) => parseMetadata(body, provider, loopbackHttp);
  const documents = sharedDocuments({ call, clock, staleness, parse, store });
  const url = metadataUrl(provider);
  return (known) => (known === undefined ? documents.get(url) : documents.newer(url, known));
}
