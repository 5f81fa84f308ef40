import {
  type AttributeValue,
  DeleteItemCommand,
  DynamoDBClient,
  paginateScan,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { LocalConnection } from '../../lib/local/connection-file.ts';

/** An item, as plain values. */
export type Row = Readonly<Record<string, unknown>> & { readonly pk: string; readonly sk: string };

/** The table of a local run, as its operator sees it. */
export interface TestTable {
  /** Items whose partition key begins so, in a stable order. */
  rows(prefix: string): Promise<readonly Row[]>;
  /** Users, sessions and all that belongs to them, without trail, cache and what is known of providers: what a refused login must leave as it was. */
  accounts(): Promise<readonly Row[]>;
  delete(row: Row): Promise<void>;
  /** Sets one attribute of an item. */
  set(row: Row, attribute: string, value: string | number | boolean | object): Promise<void>;
  close(): void;
}

/** Opens the table with the operator's credentials. */
export function openTable(local: LocalConnection): TestTable {
  const { accessKeyId, secretAccessKey, region, dynamodbEndpoint: endpoint, tableName: TableName } = local;
  const client = new DynamoDBClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey } });
  const all = async () => {
    const rows: Row[] = [];
    for await (const { Items = [] } of paginateScan({ client }, { TableName, ConsistentRead: true })) {
      rows.push(...Items.map(toRow));
    }
    return rows.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  };
  return {
    rows: async (prefix) => (await all()).filter(({ pk }) => pk.startsWith(prefix)),
    accounts: async () => (await all()).filter(({ pk }) => !/^(?:ATTEMPT|JTI|AUDIT|DOCUMENT|PROVIDER)#/.test(pk)),
    async delete({ pk, sk }) {
      await client.send(new DeleteItemCommand({ TableName, Key: { pk: { S: pk }, sk: { S: sk } } }));
    },
    async set({ pk, sk }, attribute, value) {
      const update = {
        UpdateExpression: 'SET #attribute = :value',
        ExpressionAttributeNames: { '#attribute': attribute },
        ExpressionAttributeValues: marshall({ ':value': value }),
      };
      await client.send(new UpdateItemCommand({ TableName, Key: { pk: { S: pk }, sk: { S: sk } }, ...update }));
    },
    close: () => client.destroy(),
  };
}

function toRow(item: Record<string, AttributeValue>): Row {
  return { ...unmarshall(item), pk: item['pk']?.S ?? '', sk: item['sk']?.S ?? '' };
}

function keyOf({ pk, sk }: Row): string {
  return `${pk} ${sk}`;
}
