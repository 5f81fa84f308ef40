import { isObject, type JsonObject } from '../../../functions/core/base/json.ts';

/** A request in AWS's JSON protocols: the operation is named by a header, the input is the body. */
export interface AwsRequest {
  /** The `X-Amz-Target` header: service and operation, for example `DynamoDB_20120810.GetItem`. */
  readonly target: string;
  /** The input as JSON text. */
  readonly body: string;
}

/** What a service answers. */
export interface AwsResponse {
  readonly status: number;
  /** The output, or the error with its `__type`, as JSON text. */
  readonly body: string;
}

/** Something that answers requests as one AWS service does. */
export type AwsService = (request: AwsRequest) => Promise<AwsResponse>;

/** An error that a service answered, with AWS's own name for it, for example `ResourceNotFoundException`. */
export class AwsError extends Error {
  override name = 'AwsError';
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

/** Calls an operation and gives its output. Throws `AwsError` where the service refuses it. */
export async function callAws(service: AwsService, target: string, input: JsonObject): Promise<JsonObject> {
  const response = await service({ target, body: JSON.stringify(input) });
  const output: unknown = response.body === '' ? {} : JSON.parse(response.body);
  if (response.status === 200 && isObject(output)) return output;
  const error = isObject(output) ? output : {};
  const type = String(error['__type'] ?? `HTTP status ${response.status}`);
  const message = String(error['message'] ?? error['Message'] ?? 'no message');
  throw new AwsError(type.slice(type.lastIndexOf('#') + 1), `${target}: ${message}`);
}

/** An error as the JSON protocols write it; AWS answers 400 to nearly everything that the caller did wrong. */
export function awsErrorResponse(type: string, message: string, status = 400): AwsResponse {
  return { status, body: JSON.stringify({ __type: type, Message: message, message }) };
}
