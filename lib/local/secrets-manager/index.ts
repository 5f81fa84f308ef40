import { isObject } from '../../../functions/core/base/json.ts';
import { AwsError, type AwsService, awsErrorResponse } from '../aws/request.ts';
import { operations } from './operations.ts';
import { openStore } from './store.ts';

/** The part of `X-Amz-Target` before the operation. */
export const secretsManagerTarget = 'secretsmanager';

/** Content type of Secrets Manager's protocol. */
export const secretsManagerContentType = 'application/x-amz-json-1.1';

/**
 * A stand-in for Secrets Manager that keeps its secrets in `file`. It is synchronous from reading to writing, so
 * requests cannot come between each other's steps. Throws `LocalFailure` where the file is damaged.
 */
export function openSecretsManager(file: string): AwsService {
  const store = openStore(file);
  return async ({ target, body }) => {
    const name = target.slice(target.indexOf('.') + 1);
    const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
    const input: unknown = JSON.parse(body);
    if (operation === undefined) {
      return awsErrorResponse('UnknownOperationException', `The stand-in for Secrets Manager does not know ${name}.`);
    }
    if (!isObject(input)) return awsErrorResponse('SerializationException', 'The body is not a JSON object.');
    try {
      return { status: 200, body: JSON.stringify(operation(store, input, Date.now() / 1000)) };
    } catch (error) {
      if (error instanceof AwsError) return awsErrorResponse(error.type, error.message);
      throw error;
    }
  };
}
