import { cached } from '../cached.ts';
import type { ProviderSettings } from '../names.ts';
import { metadataUrl, type ProviderMetadata, parseMetadata } from '../oidc/metadata.ts';
import { readDocument } from './document.ts';
import type { CallProvider } from './http-client.ts';

/** Metadata is read anew after an hour, and used for a day at most while the provider does not answer. */
const staleness = { freshFor: 3_600_000, usableFor: 86_400_000 };

/**
 * Reads a provider's metadata through a cache.
 * @returns A function that throws Problem `temporarily_unavailable` or `provider_error`.
 */
export function createMetadata(
  provider: ProviderSettings,
  call: CallProvider,
  clock: () => number,
  loopbackHttp: boolean,
): () => Promise<ProviderMetadata> {
  const read = cached(clock, staleness, async (url) =>
    parseMetadata(await readDocument(call, url, clock), provider, loopbackHttp),
  );
  return () => read.get(metadataUrl(provider));
}
