import { type AwsService, inputOf, operationOf, respond, ServiceException } from '../aws/service.ts';
import { operations } from './operations.ts';
import { openStore } from './store.ts';

/**
 * A stand-in for Secrets Manager that stores its secrets in `file`. Each operation runs synchronously from its first
 * read to its write, so that concurrent requests cannot interleave. Throws `LocalFailure` if the file is damaged.
 */
export function openSecretsManagerStandIn(file: string): AwsService {
  const store = openStore(file);
  return (request) =>
    respond(() => {
      const name = operationOf(request);
      const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
      if (operation !== undefined) return operation(store, inputOf(request), Date.now() / 1000);
      const message = `The stand-in for Secrets Manager does not support ${name}.`;
      throw new ServiceException('UnknownOperationException', message);
    });
}
