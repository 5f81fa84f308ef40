import { type AwsService, operationOf } from '../lib/local/aws/service.ts';

/** What was called how often, and what it consumed. */
export interface Usage {
  /** By kind, for example `dynamodb BatchGetItem`. */
  readonly calls: Readonly<Record<string, number>>;
  /** DynamoDB's read capacity units. */
  readonly readUnits: number;
  /** DynamoDB's write capacity units. */
  readonly writeUnits: number;
}

/** Counts what passes by. */
export interface Meter {
  count(kind: string): void;
  /** DynamoDB, counted, with the capacity that it says each request consumed. */
  dynamodb(service: AwsService): AwsService;
  secretsManager(service: AwsService): AwsService;
  /** What has passed since the last time this was asked. */
  take(): Usage;
}

/** The operations on items, by the capacity that they consume. Operations on tables consume none and are not counted. */
const kinds: Readonly<Record<string, 'read' | 'write'>> = {
  GetItem: 'read',
  BatchGetItem: 'read',
  Query: 'read',
  PutItem: 'write',
  UpdateItem: 'write',
  DeleteItem: 'write',
  TransactWriteItems: 'write',
};

/** Makes a meter. */
export function createMeter(): Meter {
  let calls: Record<string, number> = {};
  let units = { read: 0, write: 0 };
  const count = (kind: string): void => {
    calls[kind] = (calls[kind] ?? 0) + 1;
  };
  return {
    count,
    dynamodb: (service) => async (request) => {
      const operation = operationOf(request);
      const kind = kinds[operation];
      if (kind === undefined) return service(request);
      count(`dynamodb ${operation}`);
      const body = JSON.stringify({ ...JSON.parse(request.body), ReturnConsumedCapacity: 'TOTAL' });
      const response = await service({ ...request, body });
      units[kind] += consumed(response.body);
      return response;
    },
    secretsManager: (service) => (request) => {
      count(`secretsmanager ${operationOf(request)}`);
      return service(request);
    },
    take() {
      const usage = { calls, readUnits: units.read, writeUnits: units.write };
      calls = {};
      units = { read: 0, write: 0 };
      return usage;
    },
  };
}

/** The capacity that an answer says was consumed: one entry, or for batches and transactions one per table. */
function consumed(body: string): number {
  const { ConsumedCapacity = [] } = JSON.parse(body);
  const entries: readonly { readonly CapacityUnits: number }[] = [ConsumedCapacity].flat();
  return entries.reduce((sum, { CapacityUnits }) => sum + CapacityUnits, 0);
}
