import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectionFromEnvironment } from '../core/aws/environment.ts';
import { randomFraction, readFunctionSettings, requiredVariable } from '../core/base/environment.ts';
import { jsonLog } from '../core/base/log.ts';
import { environment, providerSecretVariable } from '../core/contract/environment-names.ts';
import type { RotationSettings } from '../core/contract/settings.ts';
import { createClientSecretLifecycle } from '../core/provider/client-secret/lifecycle.ts';
import { createSecretVersions } from '../core/secrets/versions.ts';
import { createTable } from '../core/storage/table/dynamodb.ts';
import type { RotationPorts } from './ports.ts';
import { type RotationEvent, rotate } from './rotate.ts';

/** Lambda handler of the rotation function, which Secrets Manager invokes once for each step of a rotation. */
export const handler = (event: RotationEvent): Promise<void> => rotate(event, compose());

/** Creates the dependencies. Each invocation creates its own, since rotations are too rare to benefit from caches. */
function compose(): RotationPorts {
  const settings = readFunctionSettings<RotationSettings>();
  const connection = connectionFromEnvironment(process.env);
  const loopbackHttp = process.env[environment.allowLoopbackHttp] === 'true';
  const clock = Date.now;
  return {
    settings,
    table: createTable(requiredVariable(environment.tableName), connection, randomFraction, randomUUID),
    versions: createSecretVersions(connection, randomFraction),
    log: jsonLog,
    clock,
    wait: sleep,
    random: randomBytes,
    clientSecretAt: (name) => {
      const provider = settings.providers.find((candidate) => candidate.name === name);
      if (provider === undefined) throw new Error(`no provider ${name} is enabled`);
      return createClientSecretLifecycle(provider, { clock, random: randomBytes, loopbackHttp });
    },
    redirectUri: (provider) => `${requiredVariable(environment.baseUrl)}/callback/${provider}`,
    providerSecretArn: (provider) => process.env[providerSecretVariable(provider)],
    sessionKeysArn: requiredVariable(environment.sessionKeysSecret),
  };
}
