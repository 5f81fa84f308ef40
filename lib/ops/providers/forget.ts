import type { Command } from 'commander';
import { parseObject } from '../../../functions/core/base/json.ts';
import { metadataUrl } from '../../../functions/core/oidc/metadata.ts';
import { deleteDocument, findDocument } from '../../../functions/core/storage/provider-document-items.ts';
import type { Table } from '../../../functions/core/storage/table/port.ts';
import { OpsFailure } from '../cli/failure.ts';
import { remark, show } from '../cli/output.ts';
import { readConfiguration } from '../deployment/configuration.ts';
import { openOperator } from '../deployment/operator.ts';
import { requireProvider } from '../deployment/require-provider.ts';

/**
 * `providers forget P`: deletes the shared copy of a provider's metadata and keys, so that new instances refetch them.
 * Running instances use theirs until it is stale.
 */
export async function forgetProvider(provider: string, command: Command): Promise<void> {
  const operator = await openOperator(command);
  requireProvider(provider, operator, command);
  const { table, options } = operator;
  const settings = readConfiguration(options).providers.find(({ name }) => name === provider);
  if (settings === undefined) {
    throw new OpsFailure(`${provider} is disabled in the configuration, so nothing of it is cached.`);
  }
  const forgotten = await forgetDocuments(table, metadataUrl(settings));
  show({ provider, forgotten }, options);
  remark('Running functions use their own copies for at most ten minutes.', options);
}

/** Deletes metadata and its JWKS. @returns URLs of the deleted documents. */
async function forgetDocuments(table: Table, url: string): Promise<readonly string[]> {
  const metadata = await findDocument(table, { kind: 'metadata', url });
  const jwksUri = metadata && parseObject(metadata.body)?.['jwks_uri'];
  const jwks = typeof jwksUri === 'string' ? await findDocument(table, { kind: 'jwks', url: jwksUri }) : undefined;
  // The JWKS first: after an interruption, its URL could not be found without the metadata.
  if (typeof jwksUri === 'string') await deleteDocument(table, { kind: 'jwks', url: jwksUri });
  await deleteDocument(table, { kind: 'metadata', url });
  return [...(metadata === undefined ? [] : [url]), ...(jwks === undefined ? [] : [String(jwksUri)])];
}
