import { environment } from '../../functions/core/contract/environment-names.ts';
import { createDynamoDbClient, createSecretsManagerClient } from './aws/clients.ts';
import type { Cleanup } from './cleanup.ts';
import { ensureTable } from './dynamodb/table.ts';
import { readMappings } from './events/event-source-mappings.ts';
import { assumeRoles } from './functions/start.ts';
import { type GuardedServices, startGuards } from './iam/guarded-services.ts';
import type { Principal } from './iam/principals.ts';
import { readSchedules } from './rotation/schedules.ts';
import { ensureSecrets } from './secrets/template-secrets.ts';
import type { Assembly } from './template/assembly.ts';
import { createResolver } from './template/intrinsics.ts';
import { localNames } from './template/resource-names.ts';
import { readRoutes } from './template/routes.ts';

/** The services to which the template is deployed, and the settings of the deployment. */
export interface DeployOptions {
  readonly services: GuardedServices;
  /** Principal of the operator, who may call all services without restriction. */
  readonly operator: Principal;
  /** Public origin of the gateway, without a trailing slash. */
  readonly baseUrl: string;
  readonly log: (line: string) => void;
}

/**
 * Deploys the template to the local services. It creates the template's table and secrets, and reads the routes, event
 * source mappings and rotation schedules that invoke functions. It starts the IAM guards (servers that enforce the
 * roles' policies in front of the services). Throws `LocalFailure` for a template that the local run does not support.
 */
export async function deployTemplate(
  assembly: Assembly,
  { services, operator, baseUrl, log }: DeployOptions,
  cleanup: Cleanup,
) {
  const secrets = await ensureSecrets(createSecretsManagerClient(services.secretsManager), assembly);
  const resolve = createResolver(assembly, localNames(secrets.arnOf));
  const dynamodb = createDynamoDbClient(services.dynamodb);
  for (const table of assembly.ofType('AWS::DynamoDB::Table')) await ensureTable(dynamodb, table, resolve);
  const app = { assembly, resolve, environment: { [environment.baseUrl]: baseUrl } };
  const [routes, mappings, schedules] = [readRoutes(app), readMappings(app), readSchedules(app)];
  const principals = assumeRoles([...routes, ...mappings, ...schedules]);
  const endpoints = await startGuards(services, [...principals.values(), operator], secrets.byName, log, cleanup);
  return { routes, mappings, schedules, principals, endpoints };
}
