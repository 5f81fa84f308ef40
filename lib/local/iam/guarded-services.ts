import type { JsonObject } from '../../../functions/core/base/json.ts';
import { type AwsService, contentTypes } from '../aws/service.ts';
import type { Cleanup } from '../cleanup.ts';
import type { Endpoints } from '../functions/environment.ts';
import { type Access, dynamoDbAccess, eventBridgeAccess, secretsManagerAccess } from './access.ts';
import { startGuard } from './guard.ts';
import type { Principal } from './principals.ts';

/** AWS services that the functions call through IAM guards. */
export interface GuardedServices {
  readonly dynamodb: AwsService;
  readonly secretsManager: AwsService;
  readonly eventBridge?: AwsService;
}

/** Starts an IAM guard for each service. A guard forwards only requests that the caller's policy allows. */
export async function startGuards(
  { dynamodb, secretsManager, eventBridge }: GuardedServices,
  principals: readonly Principal[],
  secretArns: ReadonlyMap<string, string>,
  log: (line: string) => void,
  cleanup: Cleanup,
): Promise<Endpoints> {
  const guard = async (
    label: string,
    service: AwsService,
    contentType: string,
    access: (operation: string, input: JsonObject) => readonly Access[],
  ): Promise<string> => {
    const line = (text: string): void => log(`[${label}] ${text}`);
    const { endpoint, close } = await startGuard({ service, contentType, principals, access, log: line });
    await cleanup.defer(close);
    return endpoint;
  };
  return {
    dynamodb: await guard('dynamodb', dynamodb, contentTypes.dynamodb, dynamoDbAccess),
    secretsManager: await guard('secrets', secretsManager, contentTypes.secretsManager, (operation, input) =>
      secretsManagerAccess(operation, input, (name) => secretArns.get(name)),
    ),
    ...(eventBridge !== undefined && {
      eventBridge: await guard('events', eventBridge, contentTypes.eventBridge, eventBridgeAccess),
    }),
  };
}
