import { join } from 'node:path';
import { environment } from '../functions/core/contract/environment-names.ts';
import type { FunctionName } from '../lib/infra/routes.ts';
import { region } from '../lib/local/account-and-region.ts';
import { createDynamoDbClient, createSecretsManagerClient } from '../lib/local/aws/clients.ts';
import type { Cleanup } from '../lib/local/cleanup.ts';
import { type LocalConnection, type Resources, readResources } from '../lib/local/connection-file.ts';
import { ensureTable } from '../lib/local/dynamodb/table.ts';
import { functionEnvironment } from '../lib/local/functions/environment.ts';
import { assumeRoles } from '../lib/local/functions/start.ts';
import { startGuards } from '../lib/local/iam/guarded-services.ts';
import { writeJson } from '../lib/local/json-file.ts';
import { readLocalConfig } from '../lib/local/local-config.ts';
import { storeClientSecrets } from '../lib/local/secrets/provider-secrets.ts';
import { ensureSecrets } from '../lib/local/secrets/template-secrets.ts';
import { createResolver } from '../lib/local/template/intrinsics.ts';
import { localNames } from '../lib/local/template/resource-names.ts';
import { type LocalRoute, readRoutes } from '../lib/local/template/routes.ts';
import { synthesise } from '../lib/local/template/synthesise.ts';
import { type Backends, startBackends } from './backends.ts';
import type { Deployed } from './function-process.ts';
import { progress } from './progress.ts';
import type { Provider } from './provider.ts';

/** The functions as deployed. */
export type Functions = Readonly<Record<FunctionName, Deployed>>;

/** The synthesised template's functions, and the services that they call. */
export interface Stack extends Pick<Backends, 'meter' | 'provider' | 'scratch'> {
  /** Functions that call the embedded DynamoDB directly. */
  readonly functions: Functions;
  /** Functions that call DynamoDB through the IAM guard and the meter. */
  readonly metered: Functions;
  /** Connection data for the operations CLI. */
  readonly connection: LocalConnection;
}

/** Public origin in the functions' environment variables. Nothing listens there: handlers are called directly. */
const baseUrl = 'https://login.example.com';

/** Synthesises the stacks of `cdk deploy`, and starts the services that the functions call; `cleanup` ends them. */
export async function startStack(cleanup: Cleanup): Promise<Stack> {
  const backends = await startBackends(cleanup);
  const { metered: services, meter, provider, scratch, engine } = backends;
  const { routes, secretArns, resources } = await provide(backends);
  const principals = assumeRoles(routes);
  const guards = await startGuards(services, [...principals.values()], secretArns, progress, cleanup);
  const deployed = (dynamodb: string): Functions => {
    const byLabel = new Map<string, Deployed>();
    for (const [found, { credentials }] of principals) {
      byLabel.set(found.label, {
        ...found,
        environment: functionEnvironment(found, credentials, { ...guards, dynamodb }),
      });
    }
    const labelled = (name: FunctionName): Deployed => {
      const found = byLabel.get(name);
      if (found === undefined) throw new Error(`The template has no function ${name}.`);
      return found;
    };
    return { login: labelled('login'), callback: labelled('callback'), session: labelled('session') };
  };
  const connection: LocalConnection = {
    pid: process.pid,
    baseUrl,
    region,
    dynamodbEndpoint: engine,
    secretsManagerEndpoint: guards.secretsManager,
    accessKeyId: 'bench',
    secretAccessKey: 'bench',
    ...resources,
  };
  return { functions: deployed(engine), metered: deployed(guards.dynamodb), meter, provider, scratch, connection };
}

interface Provided {
  readonly routes: readonly LocalRoute[];
  readonly secretArns: ReadonlyMap<string, string>;
  readonly resources: Resources;
}

/** Synthesises the template, creates its table and secrets, and reads its functions. */
async function provide({ scratch, provider, metered }: Backends): Promise<Provided> {
  const config = join(scratch, 'config.json');
  writeJson(config, configurationBlock(provider));
  const settings = readLocalConfig(
    { port: 0, config, data: scratch, provider: false, asDeployed: false },
    provider.issuer,
  );
  const assembly = synthesise(settings.config, settings.context, join(scratch, 'cdk.out'));
  const secretsManager = createSecretsManagerClient(metered.secretsManager);
  const dynamodb = createDynamoDbClient(metered.dynamodb);
  const secrets = await ensureSecrets(secretsManager, assembly);
  const resolve = createResolver(assembly, localNames(secrets.arnOf));
  for (const table of assembly.ofType('AWS::DynamoDB::Table')) await ensureTable(dynamodb, table, resolve);
  const routes = readRoutes({ assembly, resolve, environment: { [environment.baseUrl]: baseUrl } });
  const resources = readResources(routes, settings.config);
  const arns = new Map(Object.entries(resources.providerSecretArns));
  await storeClientSecrets(secretsManager, settings, arns);
  return { routes, secretArns: secrets.byName, resources };
}

/** Block with Authentiq's preset and usual scope. New accounts are approved immediately. */
function configurationBlock({ issuer, client }: Provider): object {
  const args = { scope: 'aq:name email~rs address aq:push' };
  return {
    providers: [{ name: 'authentiq', issuer, appId: client.id, appSecret: client.secret, args }],
    allowSingleSignOn: true,
    blockAutoCreatedUsers: false,
  };
}
