import { type AwsService, operationOf } from '../lib/local/aws/service.ts';

/** Numbers of calls, and consumed capacity. */
export interface Usage {
  /** By kind, for example `dynamodb BatchGetItem`. */
  readonly calls: Readonly<Record<string, number>>;
  /** DynamoDB's read capacity units. */
  readonly readUnits: number;
  /** DynamoDB's write capacity units. */
  readonly writeUnits: number;
}

/** Counts calls and capacity. */
export interface Meter {
  /** Counts one call of a kind. */
  count(kind: string): void;
  /** DynamoDB with its calls and their consumed capacity counted. */
  dynamodb(service: AwsService): AwsService;
  /** Secrets Manager with its calls counted. */
  secretsManager(service: AwsService): AwsService;
  /** Usage since the previous call of `take`. */
  take(): Usage;
}

/** Item operations, by the kind of capacity that they consume. Table operations consume none and are not counted. */
const kinds: Readonly<Record<string, 'read' | 'write'>> = {
  GetItem: 'read',
  BatchGetItem: 'read',
  Query: 'read',
  PutItem: 'write',
  UpdateItem: 'write',
  DeleteItem: 'write',
  TransactWriteItems: 'write',
};

/** Creates a meter. */
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

/** Consumed capacity in a response: one entry, or one per table for batches and transactions. */
function consumed(body: string): number {
  const { ConsumedCapacity = [] } = JSON.parse(body);
  const entries: readonly { readonly CapacityUnits: number }[] = [ConsumedCapacity].flat();
  return entries.reduce((sum, { CapacityUnits }) => sum + CapacityUnits, 0);
}
