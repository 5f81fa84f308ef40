import { trustWarnings } from '../config/trust-warnings.ts';
import { createSecretsManagerClient } from './aws/clients.ts';
import type { Cleanup } from './cleanup.ts';
import { readResources, writeConnection } from './connection-file.ts';
import { openDataDirectory } from './data-directory.ts';
import { deployTemplate } from './deploy-template.ts';
import { openDynamoDb } from './dynamodb/open.ts';
import { openEventBus } from './events/event-bus.ts';
import { followStreams } from './events/follow.ts';
import { withStreams } from './events/table-stream.ts';
import { routesToFunctions, startFunctions } from './functions/start.ts';
import { startGateway } from './gateway/gateway.ts';
import { operatorPrincipal } from './iam/principals.ts';
import { choosePorts, requireFreePort } from './listening-ports.ts';
import { readLocalConfig } from './local-config.ts';
import type { LocalOptions } from './options.ts';
import { recordLocalIssuers } from './recorded-issuers.ts';
import { withRotation } from './rotation/rotate-secret.ts';
import { startRotations } from './rotation/start.ts';
import { storeClientSecrets, storeRegistrations } from './secrets/provider-secrets.ts';
import { openSecretsManager } from './secrets-manager/open.ts';
import type { Terminal } from './terminal.ts';

/** A local run that is up: the URLs and facts that the terminal shows. */
export interface LocalRun {
  readonly baseUrl: string;
  /** URL of the simulated phone, if the local provider runs. */
  readonly phoneUrl?: string;
  readonly dataPath: string;
  readonly approvesAtOnce: boolean;
}

/**
 * Starts all parts of the local run, the gateway last. Each started part is registered with `cleanup`. The caller must
 * run `cleanup` in the end, also if this function throws. `onDeath` is called with the reason if a part ends by itself
 * later. Throws `LocalFailure` or `ConfigError`, whose messages are written for the terminal.
 */
export async function startLocal(
  options: LocalOptions,
  terminal: Terminal,
  cleanup: Cleanup,
  onDeath: (reason: string) => void,
): Promise<LocalRun> {
  const ports = await choosePorts(options);
  const localConfig = readLocalConfig(options, ports.issuer);
  for (const warning of trustWarnings(localConfig.config)) terminal.line(`Warning: ${warning}`);
  const usesProvider = localConfig.servedLocally.length > 0;
  if (usesProvider) await requireFreePort(ports.providerPort, ports.addresses.hosts, 'the local provider');
  const data = openDataDirectory(options.data);
  await cleanup.defer(data.release);

  const streaming = withStreams(await terminal.step('DynamoDB', () => openDynamoDb(data, cleanup, onDeath)));
  const { dynamodb } = streaming;
  const rotations = withRotation(await openSecretsManager(data, cleanup), data.file('rotations.json'), terminal.line);
  const { secretsManager } = rotations;
  const secretsClient = createSecretsManagerClient(secretsManager);
  const assembly = await terminal.step('Synthesising the stacks of cdk deploy', async () => {
    const { synthesise } = await import('./template/synthesise.ts');
    return synthesise(localConfig.config, localConfig.context, data.file('cdk.out'));
  });

  const operator = operatorPrincipal();
  const services = { dynamodb, secretsManager, eventBridge: openEventBus(data.file('events.jsonl')) };
  const { routes, mappings, schedules, principals, endpoints } = await terminal.step('Table, secrets and roles', () =>
    deployTemplate(assembly, { services, operator, baseUrl: ports.baseUrl, log: terminal.line }, cleanup),
  );
  const resources = readResources(routes, localConfig.config);
  const arns = new Map(Object.entries(resources.providerSecretArns));
  const initialSecrets = await storeClientSecrets(secretsClient, localConfig, arns);
  const providerUrl = `http://localhost:${ports.providerPort}`;
  if (usesProvider) {
    await terminal.step('Local Authentiq-like provider', async () => {
      const { startLocalProvider } = await import('./local-provider.ts');
      const registrations = await startLocalProvider(localConfig, ports, initialSecrets, data, cleanup);
      await storeRegistrations(secretsClient, arns, registrations);
      await recordLocalIssuers(dynamodb, resources.tableName, localConfig);
    });
  }
  const hosts = await terminal.step('Functions', () => startFunctions(principals, endpoints, terminal.line, cleanup));
  await followStreams(mappings, hosts, streaming, terminal.line, cleanup);
  await startRotations(schedules, hosts, rotations, terminal.line, cleanup);
  const urls = { baseUrl: ports.baseUrl, ...(usesProvider ? { providerUrl } : {}) };
  await writeConnection(data, urls, endpoints, operator.credentials, resources, cleanup);
  const gateway = await startGateway(routesToFunctions(routes, hosts), ports.port, ports.addresses.hosts);
  await cleanup.defer(gateway.close);
  return {
    baseUrl: ports.baseUrl,
    ...(usesProvider ? { phoneUrl: `http://${ports.addresses.publicHost}:${ports.providerPort}/phone` } : {}),
    dataPath: data.path,
    approvesAtOnce: localConfig.approvesAtOnce,
  };
}
