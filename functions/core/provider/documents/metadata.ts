import type { ProviderSettings } from '../../contract/provider-settings.ts';
import { metadataUrl, type ProviderMetadata, parseMetadata } from '../../oidc/metadata.ts';
import type { CallProvider } from '../http-client.ts';
import { readDocument, sharedDocuments } from './cache.ts';
import type { DocumentStore } from './store.ts';

/**
 * A provider's metadata, cached.
 * @param store Documents that other instances have fetched; without it only the provider is asked.
 * @returns A function that reads it; newer metadata than `known`, if that is given. Throws Problem
 * `temporarily_unavailable` or `provider_error`.
 */
export function createMetadata(
  provider: ProviderSettings,
  call: CallProvider,
  clock: () => number,
  loopbackHttp: boolean,
  store?: DocumentStore,
): (known?: ProviderMetadata) => Promise<ProviderMetadata> {
  const parse = (body: string) => parseMetadata(body, provider, loopbackHttp);
  const documents = sharedDocuments({ call, clock, parse, store });
  const url = metadataUrl(provider);
  return (known) => readDocument(documents, url, known);
}
