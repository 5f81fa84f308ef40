import { type JsonObject, parseObject } from '../../../functions/core/base/json.ts';

/** A request in AWS's JSON protocols: a header names the operation, the body is its input. */
export interface AwsRequest {
  /** The `X-Amz-Target` header: service and operation, for example `DynamoDB_20120810.GetItem`. */
  readonly target: string;
  /** The input as JSON text. */
  readonly body: string;
}

/** A response in AWS's JSON protocols. */
export interface AwsResponse {
  readonly status: number;
  /** The output, or the error with its `__type`, as JSON text. */
  readonly body: string;
}

/** An AWS service, or a stand-in for it: answers requests of its JSON protocol. */
export type AwsService = (request: AwsRequest) => Promise<AwsResponse>;

/** Content types of the protocol versions that the services speak. */
export const contentTypes = {
  dynamodb: 'application/x-amz-json-1.0',
  secretsManager: 'application/x-amz-json-1.1',
  eventBridge: 'application/x-amz-json-1.1',
} as const;

/** Name of the operation that a request asks for, for example `GetItem`. */
export function operationOf({ target }: Pick<AwsRequest, 'target'>): string {
  return target.slice(target.indexOf('.') + 1);
}

/** Input of a request. Throws `ServiceException` if the body is not a JSON object. */
export function inputOf({ body }: Pick<AwsRequest, 'body'>): JsonObject {
  const input = parseObject(body);
  if (input !== undefined) return input;
  throw new ServiceException('SerializationException', 'The body is not a JSON object.');
}

/** An error that a stand-in answers with. `name` is AWS's, for example `ResourceNotFoundException`, as in the SDK. */
export class ServiceException extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/** Response with the operation's output; if the operation throws a `ServiceException`, the error response. */
export async function respond(operation: () => object | Promise<object>): Promise<AwsResponse> {
  try {
    return { status: 200, body: JSON.stringify(await operation()) };
  } catch (error) {
    return exceptionResponse(error);
  }
}

/** Error response for a `ServiceException`. Rethrows any other error. */
export function exceptionResponse(error: unknown): AwsResponse {
  if (error instanceof ServiceException) return errorResponse(error.name, error.message);
  throw error;
}

/** Error response of the JSON protocols. AWS uses status 400 for nearly all errors of the caller. */
export function errorResponse(type: string, message: string, status = 400): AwsResponse {
  return { status, body: JSON.stringify({ __type: type, Message: message, message }) };
}
