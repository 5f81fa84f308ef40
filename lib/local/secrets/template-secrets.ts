import {
  CreateSecretCommand,
  DescribeSecretCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { isObject } from '../../../functions/core/base/json.ts';
import { LocalFailure } from '../failure.ts';
import { asString } from '../json.ts';
import { generateSecretString } from '../secrets-manager/password.ts';
import type { Assembly, Resource } from '../template/assembly.ts';
import { secretType } from '../template/resource-names.ts';

/** The template's secrets in Secrets Manager. */
export interface TemplateSecrets {
  /** ARN of a secret. Throws `LocalFailure` for a resource that is not a secret of the template. */
  arnOf(resource: Resource): string;
  /** ARN of each secret, by the secret's name. */
  readonly byName: ReadonlyMap<string, string>;
}

/** Creates the template's secrets that do not exist yet, with the initial values that CloudFormation would generate. */
export async function ensureSecrets(client: SecretsManagerClient, assembly: Assembly): Promise<TemplateSecrets> {
  const byName = new Map<string, string>();
  for (const secret of assembly.ofType(secretType)) {
    const name = secretName(secret);
    byName.set(name, (await findSecret(client, name)) ?? (await createSecret(client, name, secret)));
  }
  return {
    byName,
    arnOf(resource) {
      const arn = byName.get(secretName(resource));
      if (arn === undefined) throw new LocalFailure(`${resource.logicalId} is not a secret of the template.`);
      return arn;
    },
  };
}

function secretName({ logicalId, properties, stack }: Resource): string {
  return asString(properties['Name'] ?? `${stack.name}-${logicalId}`, `Name of ${logicalId}`);
}

async function findSecret(client: SecretsManagerClient, name: string): Promise<string | undefined> {
  try {
    const { ARN } = await client.send(new DescribeSecretCommand({ SecretId: name }));
    return asString(ARN, `ARN of ${name}`);
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

async function createSecret(client: SecretsManagerClient, name: string, { properties }: Resource): Promise<string> {
  const { Description, GenerateSecretString, SecretString } = properties;
  const value = isObject(GenerateSecretString) ? generateSecretString(GenerateSecretString) : SecretString;
  const { ARN } = await client.send(
    new CreateSecretCommand({
      Name: name,
      ...(Description !== undefined && { Description: asString(Description, `Description of ${name}`) }),
      ...(value !== undefined && { SecretString: asString(value, `SecretString of ${name}`) }),
    }),
  );
  return asString(ARN, `ARN of ${name}`);
}
