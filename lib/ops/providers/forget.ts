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
 * `providers forget P`: what instances have read of a provider, its metadata and its keys, is nothing that new ones begin
 * with. Those that run go on with what they know until it is stale.
 */
export async function forgetProvider(provider: string, command: Command): Promise<void> {
  const operator = await openOperator(command);
  requireProvider(provider, operator, command);
  const { table, options } = operator;
  const settings = readConfiguration(options).providers.find(({ name }) => name === provider);
  if (settings === undefined) {
    throw new OpsFailure(`${provider} is disabled in the configuration: nothing is read of it.`);
  }
  const forgotten = await forgetDocuments(table, metadataUrl(settings));
  show({ provider, forgotten }, options);
  remark('Functions that run use what they have read, for ten minutes at most.', options);
}

/** Deletes metadata, and the keys that it names. @returns The URLs of what was there. */
async function forgetDocuments(table: Table, url: string): Promise<readonly string[]> {
  const metadata = await findDocument(table, { kind: 'metadata', url });
  const jwksUri = metadata && parseObject(metadata.body)?.['jwks_uri'];
  const jwks = typeof jwksUri === 'string' ? await findDocument(table, { kind: 'jwks', url: jwksUri }) : undefined;
  // The keys first: without the metadata nobody would know where they are, should this end in between.
  if (typeof jwksUri === 'string') await deleteDocument(table, { kind: 'jwks', url: jwksUri });
  await deleteDocument(table, { kind: 'metadata', url });
  return [...(metadata === undefined ? [] : [url]), ...(jwks === undefined ? [] : [String(jwksUri)])];
}
