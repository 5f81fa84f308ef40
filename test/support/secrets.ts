import { randomUUID } from 'node:crypto';
import type { SecretValue } from '../../functions/core/secrets/port.ts';
import { createSecretVersions } from '../../functions/core/secrets/versions.ts';
import type { Deployment } from './deployment.ts';

/** A secret of a local run, as its operator sees it. */
export interface TestSecret {
  /** The ids of the versions that have labels, by label. */
  labels(): Promise<Readonly<Record<string, string>>>;
  /** The value of the version with a label; undefined where none has it. */
  value(label?: string): Promise<SecretValue | undefined>;
  /** Makes a version with a label, and gives its id. */
  put(value: SecretValue, label: string): Promise<string>;
}

/** A provider's secret, or that of the session keys where no provider is named. */
export function openSecret({ stack: { local } }: Deployment, provider?: string): TestSecret {
  const { region, accessKeyId, secretAccessKey, secretsManagerEndpoint: secretsmanager } = local;
  const connection = { region, credentials: { accessKeyId, secretAccessKey }, endpoints: { secretsmanager } };
  const versions = createSecretVersions(connection, Math.random);
  const arn = provider === undefined ? local.sessionKeysSecretArn : (local.providerSecretArns[provider] ?? '');
  return {
    async labels() {
      const byId = [...(await versions.labels(arn))];
      return Object.fromEntries(byId.flatMap(([id, labels]) => labels.map((label) => [label, id])));
    },
    value: async (label = 'AWSCURRENT') => (await versions.read(arn, { label }))?.value,
    async put(value, label) {
      const id = randomUUID();
      await versions.put(arn, { id, value, label });
      return id;
    },
  };
}
