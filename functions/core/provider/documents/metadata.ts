import type { ProviderSettings } from '../../contract/provider-settings.ts';
import { metadataUrl, type ProviderMetadata, parseMetadata } from '../../oidc/parse-metadata.ts';
import type { CallProvider } from '../http-client.ts';
import { readDocument, sharedDocuments } from './cache.ts';
import type { DocumentStore } from './store.ts';

/**
 * Creates a cached reader of a provider's metadata.
 * @param store Store of the documents that other instances have fetched. Without it, each instance fetches its own.
 * @returns A function that reads the metadata. If `known` is given, because it proved wrong, newer metadata is fetched.
 * The function throws Problem `temporarily_unavailable` or `provider_error`.
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
