import { dynamoDbAccess, secretsManagerAccess } from './aws/access.ts';
import { startGuard } from './aws/guard.ts';
import type { Principal } from './aws/principals.ts';
import type { AwsService } from './aws/request.ts';
import type { Cleanup } from './cleanup.ts';
import { dynamoDbContentType } from './dynamodb/table.ts';
import type { Endpoints } from './function-environment.ts';
import { secretsManagerContentType } from './secrets-manager/index.ts';

/** The two services that the functions use. */
export interface Services {
  readonly dynamodb: AwsService;
  readonly secretsManager: AwsService;
}

/** Stands a guard before each service, which lets pass what the principals' policies allow. */
export async function startGuards(
  services: Services,
  principals: readonly Principal[],
  secretArns: ReadonlyMap<string, string>,
  log: (line: string) => void,
  cleanup: Cleanup,
): Promise<Endpoints> {
  const dynamodb = await startGuard({
    service: services.dynamodb,
    contentType: dynamoDbContentType,
    principals,
    access: dynamoDbAccess,
    log: (line) => log(`[dynamodb] ${line}`),
  });
  await cleanup.defer(dynamodb.close);
  const secretsManager = await startGuard({
    service: services.secretsManager,
    contentType: secretsManagerContentType,
    principals,
    access: (operation, input) => secretsManagerAccess(operation, input, (name) => secretArns.get(name)),
    log: (line) => log(`[secrets] ${line}`),
  });
  await cleanup.defer(secretsManager.close);
  return { dynamodb: dynamodb.endpoint, secretsManager: secretsManager.endpoint };
}
