import { LocalFailure } from '../failure.ts';
import { asArray, asObject, asString } from '../json.ts';
import type { Resource } from '../template/assembly.ts';
import { type App, type LocalFunction, readFunctions } from '../template/functions.ts';
import type { Resolve } from '../template/resolve.ts';
import { compileFilters, type Filter } from './filter.ts';

/** An event source mapping of the template: a function that Lambda invokes with records of a table's stream. */
export interface StreamMapping {
  readonly function: LocalFunction;
  /** ARN of the table's stream, as the template's references resolve to it. */
  readonly streamArn: string;
  readonly tableName: string;
  readonly filter: Filter;
  /** Maximum number of records per invocation. */
  readonly batchSize: number;
  /** Maximum number of retries of a failed batch; -1 for no limit. */
  readonly retries: number;
}

/** DynamoDB actions that the function's role must allow, because Lambda polls a stream with that role. */
const streamActions = ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'];

/**
 * The template's event source mappings. Throws `LocalFailure` for features that the local run lacks. Like Lambda, it
 * also refuses a mapping if the function's role may not read the stream or send to the queue for failed records.
 */
export function readMappings(app: App): readonly StreamMapping[] {
  const functions = readFunctions(app);
  return app.assembly.ofType('AWS::Lambda::EventSourceMapping').map((mapping) => {
    const { properties, stack, logicalId } = mapping;
    const name = asString(app.resolve(properties['FunctionName'], stack), `FunctionName of ${logicalId}`);
    const found = functions.get(name);
    if (found === undefined)
      throw new LocalFailure(`${logicalId} calls ${name}, which is not a function of the template.`);
    const streamArn = asString(app.resolve(properties['EventSourceArn'], stack), `EventSourceArn of ${logicalId}`);
    const tableName = /:table\/([^/]+)\/stream\//.exec(streamArn)?.[1];
    if (tableName === undefined)
      throw new LocalFailure(`${logicalId} follows ${streamArn}, which is not a table's stream.`);
    requirePermissions(mapping, found, streamArn, app.resolve);
    return {
      function: found,
      streamArn,
      tableName,
      filter: compileFilters(patternsOf(mapping)),
      batchSize: Number(properties['BatchSize'] ?? 100),
      retries: Number(properties['MaximumRetryAttempts'] ?? -1),
    };
  });
}

function patternsOf({ properties, logicalId }: Resource): readonly string[] {
  const { Filters } = asObject(properties['FilterCriteria'] ?? {}, `FilterCriteria of ${logicalId}`);
  return asArray(Filters, `Filters of ${logicalId}`).map((filter) =>
    asString(asObject(filter, `A filter of ${logicalId}`)['Pattern'], `A pattern of ${logicalId}`),
  );
}

function requirePermissions(mapping: Resource, { role }: LocalFunction, streamArn: string, resolve: Resolve): void {
  const { properties, stack, logicalId } = mapping;
  const { OnFailure } = asObject(properties['DestinationConfig'] ?? {}, `DestinationConfig of ${logicalId}`);
  const needed = streamActions.map((action): [string, string] => [`dynamodb:${action}`, streamArn]);
  if (OnFailure !== undefined) {
    const { Destination } = asObject(OnFailure, `OnFailure of ${logicalId}`);
    needed.push(['sqs:SendMessage', asString(resolve(Destination, stack), `Destination of ${logicalId}`)]);
  }
  const denied = needed.find(([action, resource]) => !role.policy.allows(action, resource));
  if (denied === undefined) return;
  throw new LocalFailure(`The role ${role.name} may not ${denied[0]} on ${denied[1]}, which ${logicalId} needs.`);
}
