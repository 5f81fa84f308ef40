import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BatchGetItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { localArn } from '../../../../lib/local/account-and-region.ts';
import { createDynamoDbClient } from '../../../../lib/local/aws/clients.ts';
import { connectDynamoDb, type RemoteService } from '../../../../lib/local/aws/remote.ts';
import { contentTypes } from '../../../../lib/local/aws/service.ts';
import { type Engine, startEngine } from '../../../../lib/local/dynamodb/engine.ts';
import { ensureTable } from '../../../../lib/local/dynamodb/table.ts';
import { dynamoDbAccess } from '../../../../lib/local/iam/access.ts';
import { type Guard, startGuard } from '../../../../lib/local/iam/guard.ts';
import { compilePolicy } from '../../../../lib/local/iam/policy.ts';
import { functionPrincipal, operatorPrincipal, type Principal } from '../../../../lib/local/iam/principals.ts';
import type { Resource } from '../../../../lib/local/template/assembly.ts';

const directory = mkdtempSync(join(tmpdir(), 'postern-guard-'));
const TableName = 'Items';
const arn = localArn('dynamodb', `table/${TableName}`);
const roleOf = (...actions: string[]): Principal =>
  functionPrincipal(
    'LoginRole',
    'login',
    compilePolicy([{ Effect: 'Allow', Action: actions, Resource: arn }], 'LoginRole'),
  );
const operator = operatorPrincipal();
const reader = roleOf('dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query');
const writer = roleOf('dynamodb:PutItem', 'dynamodb:UpdateItem');
const log: string[] = [];
const clients: DynamoDBClient[] = [];
let engine: Engine;
let remote: RemoteService;
let guard: Guard;

const table: Resource = {
  stack: { name: 'Data', resources: new Map(), outputs: [], assets: new Map() },
  logicalId: 'Table',
  type: 'AWS::DynamoDB::Table',
  path: 'Data/Table',
  properties: {
    TableName,
    AttributeDefinitions: ['pk', 'sk', 'state'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'states',
        KeySchema: [{ AttributeName: 'state', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'KEYS_ONLY' },
        ContributorInsightsSpecification: { Enabled: false },
      },
    ],
    TimeToLiveSpecification: { AttributeName: 'expires_at', Enabled: true },
    DeletionProtectionEnabled: true,
  },
};

beforeAll(async () => {
  engine = await startEngine(join(directory, 'dynamodb.sqlite'));
  remote = connectDynamoDb(engine.endpoint);
  await ensureTable(createDynamoDbClient(remote.call), table, (value) => value);
  guard = await startGuard({
    service: remote.call,
    contentType: contentTypes.dynamodb,
    principals: [operator, reader, writer],
    access: dynamoDbAccess,
    log: (line) => log.push(line),
  });
});

afterAll(async () => {
  for (const client of clients) client.destroy();
  await guard.close();
  remote.close();
  await engine.close();
  rmSync(directory, { recursive: true });
});

function as({ credentials }: Pick<Principal, 'credentials'>): DynamoDBClient {
  const client = new DynamoDBClient({ endpoint: guard.endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
  clients.push(client);
  return client;
}

const Key = { pk: { S: 'a' }, sk: { S: 'b' } };
const refusal = (action: string, resource = arn) => ({
  name: 'AccessDeniedException',
  message: `User: arn:aws:sts::000000000000:assumed-role/LoginRole/login is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`,
});

describe('a role', () => {
  test('may call the actions that its policy allows', async () => {
    await as(operator).send(new PutItemCommand({ TableName, Item: { ...Key, n: { N: '1' } } }));
    expect((await as(reader).send(new GetItemCommand({ TableName, Key }))).Item).toEqual({ ...Key, n: { N: '1' } });
    const batch = await as(reader).send(new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: [Key] } } }));
    expect(batch.Responses?.[TableName]).toHaveLength(1);
    expect(
      (await as(reader).send(new TransactGetItemsCommand({ TransactItems: [{ Get: { TableName, Key } }] }))).Responses,
    ).toHaveLength(1);
  });

  test('may call no others; the error names role, action and resource', async () => {
    const denied = as(reader).send(new PutItemCommand({ TableName, Item: Key }));
    await expect(denied).rejects.toMatchObject(refusal('dynamodb:PutItem'));
    expect(log.at(-1)).toBe(`AccessDeniedException: ${refusal('dynamodb:PutItem').message}`);
  });

  test('needs a grant on the index to query it', async () => {
    const denied = as(reader).send(
      new QueryCommand({
        TableName,
        IndexName: 'states',
        KeyConditionExpression: '#s = :s',
        ExpressionAttributeNames: { '#s': 'state' },
        ExpressionAttributeValues: { ':s': { S: 'x' } },
      }),
    );
    await expect(denied).rejects.toMatchObject(refusal('dynamodb:Query', `${arn}/index/states`));
  });

  test('needs a permission for each operation of a transaction; otherwise nothing is written', async () => {
    const key = { pk: { S: 't' }, sk: { S: 't' } };
    const put = { Put: { TableName, Item: key } };
    const check = {
      ConditionCheck: { TableName, Key, ConditionExpression: 'attribute_exists(pk)' },
    };
    await as(writer).send(new TransactWriteItemsCommand({ TransactItems: [put] }));
    await expect(as(writer).send(new TransactWriteItemsCommand({ TransactItems: [put, check] }))).rejects.toMatchObject(
      refusal('dynamodb:ConditionCheckItem'),
    );
    await expect(
      as(writer).send(new TransactWriteItemsCommand({ TransactItems: [{ Delete: { TableName, Key: key } }] })),
    ).rejects.toMatchObject(refusal('dynamodb:DeleteItem'));
    expect((await as(reader).send(new GetItemCommand({ TableName, Key: key }))).Item).toEqual(key);
  });
});

describe('an unknown caller', () => {
  test.each([
    ['another access key', { accessKeyId: 'AKIAOTHER', secretAccessKey: 'x' }],
    ["a role's access key without its session token", { ...reader.credentials, sessionToken: 'other' }],
  ])('%s is refused', async (_, credentials) => {
    await expect(as({ credentials }).send(new GetItemCommand({ TableName, Key }))).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
    });
  });
});

describe('the table', () => {
  test('is not changed if it exists', async () => {
    await expect(ensureTable(createDynamoDbClient(remote.call), table, (value) => value)).resolves.toBeUndefined();
  });

  test('is refused if its keys differ from the template', async () => {
    const other = { ...table, properties: { ...table.properties, GlobalSecondaryIndexes: [] } };
    await expect(ensureTable(createDynamoDbClient(remote.call), other, (value) => value)).rejects.toThrow(
      'Table Items has other keys or indexes than in the template',
    );
  });
});
