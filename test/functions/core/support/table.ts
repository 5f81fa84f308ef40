import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { connectionFromEnvironment } from '../../../../functions/core/aws/environment.ts';
import { createTable } from '../../../../functions/core/storage/table/dynamodb.ts';
import type { Item, Table } from '../../../../functions/core/storage/table/port.ts';
import { createDynamoDbClient } from '../../../../lib/local/aws/clients.ts';
import { connectDynamoDb } from '../../../../lib/local/aws/remote.ts';
import { contentTypes } from '../../../../lib/local/aws/service.ts';
import { startEngine } from '../../../../lib/local/dynamodb/engine.ts';
import { ensureTable } from '../../../../lib/local/dynamodb/table.ts';
import { type Resource, readAssembly } from '../../../../lib/local/template/assembly.ts';
import { requestPath } from '../../../support/helper-process/client.ts';
import { endAfterFile } from '../../../support/leftovers.ts';
import { useAwsEnvironment } from './aws-environment.ts';
import { type Answer, startLoopbackServer } from './loopback-server.ts';

/** The template's table in a real engine, with a place between the two where faults can be put in. */
export interface TestTable {
  readonly table: Table;
  /** The table's name in the engine. */
  readonly name: string;
  /** Every item, without its keys, by partition and sort key. */
  items(): Promise<Readonly<Record<string, Item>>>;
  /** The bodies of the requests that arrived for an operation, for example `TransactWriteItems`. */
  requests(operation: string): readonly string[];
  /** Has the next request answered otherwise than by the engine. */
  failNext(...answers: readonly Answer[]): void;
  /** Changes the requests on their way to the engine. */
  rewrite(by: (input: object, operation: string) => object): void;
  close(): Promise<void>;
}

/** The table's resource in the synthesised template; it is the same in every configuration. */
async function tableResource(): Promise<Resource> {
  const block = { providers: [{ name: 'authentiq', appId: 'app' }] };
  const [table] = readAssembly(await requestPath({ kind: 'synthesise', block })).ofType('AWS::DynamoDB::Table');
  if (table === undefined) throw new Error('the template has no table');
  return table;
}

/** How long the engine may take to respond: an overloaded machine needs longer than the functions' own limit. */
const engineTimeoutMs = 30_000;

/** A table by name, where the environment says that DynamoDB is. @param timeoutMs Limit of one attempt of a request. */
export function openTable(name: string, timeoutMs = engineTimeoutMs): Table {
  const connection = { ...connectionFromEnvironment(process.env), timeoutMs };
  return createTable(name, connection, () => 0, crypto.randomUUID.bind(crypto));
}

/** Starts an engine of its own with an empty table. */
export async function startTable(): Promise<TestTable> {
  const directory = mkdtempSync(join(tmpdir(), 'postern-table-'));
  const engine = await startEngine(join(directory, 'data.db'));
  endAfterFile(engine.close);
  const remote = connectDynamoDb(engine.endpoint);
  const client = createDynamoDbClient(remote.call);
  const resource = await tableResource();
  await ensureTable(client, resource, (value) => value);
  const name = `${resource.stack.name}-${resource.logicalId}`;

  const faults: Answer[] = [];
  const seen: { operation: string; body: string }[] = [];
  let change = (input: object, _operation: string): object => input;
  const door = await startLoopbackServer();
  door.answer(async (response, received) => {
    const target = String(received.headers['x-amz-target']);
    const operation = target.slice(target.indexOf('.') + 1);
    seen.push({ operation, body: received.body });
    const fault = faults.shift();
    if (fault !== undefined) return fault(response, received);
    const body = JSON.stringify(change(JSON.parse(received.body), operation));
    const answer = await remote.call({ target, body });
    return response.writeHead(answer.status, { 'content-type': contentTypes.dynamodb }).end(answer.body);
  });
  useAwsEnvironment({ AWS_ENDPOINT_URL_DYNAMODB: door.origin });

  return {
    table: openTable(name),
    name,
    async items() {
      const { Items = [] } = await client.send(new ScanCommand({ TableName: name, ConsistentRead: true }));
      return byKey(Items);
    },
    requests: (operation) => seen.filter((request) => request.operation === operation).map(({ body }) => body),
    failNext(...answers) {
      faults.push(...answers);
    },
    rewrite(by) {
      change = by;
    },
    async close() {
      await door.close();
      remote.close();
      await engine.close();
      rmSync(directory, { recursive: true });
    },
  };
}

function byKey(items: readonly Item[]): Record<string, Item> {
  const entries = items.map(({ pk, sk, ...rest }) => [`${pk?.S} ${sk?.S}`, rest] as const);
  return Object.fromEntries(entries.sort());
}
