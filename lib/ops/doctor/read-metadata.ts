import { parseObject } from '../../../functions/core/base/json.ts';
import type { ProviderSettings } from '../../../functions/core/contract/provider-settings.ts';
import type { Claims } from '../../../functions/core/oidc/claims.ts';
import { metadataUrl, type ProviderMetadata, parseMetadata } from '../../../functions/core/oidc/parse-metadata.ts';
import { fetchDocument } from '../../../functions/core/provider/documents/fetch.ts';
import type { CallProvider } from '../../../functions/core/provider/http-client.ts';

/** A provider's metadata: the JSON document, and what the Lambda functions parse from it. */
export interface ReadMetadata {
  readonly document: Claims;
  readonly metadata: ProviderMetadata;
}

/**
 * Fetches a provider's metadata with the same code as the Lambda functions.
 * @throws an error (`Problem`) with the code `temporarily_unavailable` or `provider_error`.
 */
export async function readMetadata(
  settings: ProviderSettings,
  call: CallProvider,
  loopbackHttp: boolean,
): Promise<ReadMetadata> {
  const text = await fetchDocument(call, metadataUrl(settings), Date.now);
  return { metadata: parseMetadata(text, settings, loopbackHttp), document: parseObject(text) ?? {} };
}
