import { isObject } from '../../../functions/core/base/json.ts';
import { type AwsService, errorResponse, operationOf, respond } from '../aws/service.ts';
import { operations } from './operations.ts';
import { openStore } from './store.ts';

/**
 * A stand-in for Secrets Manager that keeps its secrets in `file`. It is synchronous from reading to writing, so
 * requests cannot come between each other's steps. Throws `LocalFailure` where the file is damaged.
 */
export function openSecretsManagerStandIn(file: string): AwsService {
  const store = openStore(file);
  return async (request) => {
    const name = operationOf(request);
    const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
    const input: unknown = JSON.parse(request.body);
    if (operation === undefined) {
      return errorResponse('UnknownOperationException', `The stand-in for Secrets Manager does not know ${name}.`);
    }
    if (!isObject(input)) return errorResponse('SerializationException', 'The body is not a JSON object.');
    return respond(() => operation(store, input, Date.now() / 1000));
  };
}
