import { type JsonObject, parseObject } from '../../../functions/core/base/json.ts';

/** A request in AWS's JSON protocols. A header names the operation, and the body is the operation's input. */
export interface AwsRequest {
  /** The `X-Amz-Target` header: service and operation, for example `DynamoDB_20120810.GetItem`. */
  readonly target: string;
  /** The operation's input as JSON text. */
  readonly body: string;
}

/** A response in AWS's JSON protocols. */
export interface AwsResponse {
  readonly status: number;
  /** The operation's output, or the error with its `__type`, as JSON text. */
  readonly body: string;
}

/** An AWS service, or a local stand-in for one: a function that responds to requests in AWS's JSON protocols. */
export type AwsService = (request: AwsRequest) => Promise<AwsResponse>;

/** Content types of requests and responses. They name the version of the JSON protocol that each service uses. */
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

/**
 * An error that a stand-in for an AWS service responds with. As in the SDK, `name` is the name that AWS gives the
 * error, for example `ResourceNotFoundException`.
 */
export class ServiceException extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/**
 * Runs an operation and returns the response with the operation's output. If the operation throws a `ServiceException`,
 * the function returns the error response for that exception.
 */
export async function respond(operation: () => object | Promise<object>): Promise<AwsResponse> {
  try {
    return { status: 200, body: JSON.stringify(await operation()) };
  } catch (error) {
    return exceptionResponse(error);
  }
}

/** Error response for a caught `ServiceException`. Any other error is thrown again. */
export function exceptionResponse(error: unknown): AwsResponse {
  if (error instanceof ServiceException) return errorResponse(error.name, error.message);
  throw error;
}

/** Error response of the JSON protocols. AWS uses status 400 for nearly all errors of the caller. */
export function errorResponse(type: string, message: string, status = 400): AwsResponse {
  return { status, body: JSON.stringify({ __type: type, Message: message, message }) };
}
