import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { recordedIssuerItem } from '../../functions/core/contract/provider-issuer.ts';
import { createDynamoDbClient } from './aws/clients.ts';
import type { AwsService } from './aws/service.ts';
import type { LocalConfig } from './local-config.ts';

/**
 * Records the issuers of the providers for which the local provider stands in. Its issuer contains its port, which can
 * differ from one run to the next, while its people stay the same.
 */
export async function recordLocalIssuers(
  dynamodb: AwsService,
  TableName: string,
  { config, servedLocally }: LocalConfig,
): Promise<void> {
  const client = createDynamoDbClient(dynamodb);
  const served = config.providers.filter(({ name }) => servedLocally.includes(name));
  for (const settings of served) {
    await client.send(new PutItemCommand({ TableName, Item: recordedIssuerItem(settings, Date.now()) }));
  }
}
