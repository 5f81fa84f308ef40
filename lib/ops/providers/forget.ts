import type { Command } from 'commander';
import { parseObject } from '../../../functions/core/base/json.ts';
import { metadataUrl } from '../../../functions/core/oidc/parse-metadata.ts';
import { deleteDocument, findDocument } from '../../../functions/core/storage/provider-document-items.ts';
import type { Table } from '../../../functions/core/storage/table/port.ts';
import { OpsFailure } from '../cli/failure.ts';
import { remark, show } from '../cli/output.ts';
import { readConfiguration } from '../deployment/configuration.ts';
import { openOperator } from '../deployment/operator.ts';
import { requireProvider } from '../deployment/require-provider.ts';

/**
 * The command `providers forget P`: deletes the copy of a provider's metadata and JWKS that the functions cache in the
 * table. New function instances then refetch both documents. Running instances use the copies in their memory until
 * these are stale.
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

/**
 * Deletes the cached metadata of a provider, and the JWKS that the metadata refers to.
 * @returns URLs of the deleted documents.
 */
async function forgetDocuments(table: Table, url: string): Promise<readonly string[]> {
  const metadata = await findDocument(table, { kind: 'metadata', url });
  const jwksUri = metadata && parseObject(metadata.body)?.['jwks_uri'];
  const jwks = typeof jwksUri === 'string' ? await findDocument(table, { kind: 'jwks', url: jwksUri }) : undefined;
  // The JWKS is deleted before the metadata, because the metadata contains the URL by which the JWKS is found. In the
  // other order, an interruption would leave a JWKS that nothing can find.
  if (typeof jwksUri === 'string') await deleteDocument(table, { kind: 'jwks', url: jwksUri });
  await deleteDocument(table, { kind: 'metadata', url });
  return [...(metadata === undefined ? [] : [url]), ...(jwks === undefined ? [] : [String(jwksUri)])];
}
