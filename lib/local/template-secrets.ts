import { randomUUID } from 'node:crypto';
import { isObject } from '../../functions/core/base/json.ts';
import { AwsError, type AwsService, callAws } from './aws/request.ts';
import { LocalFailure } from './failure.ts';
import { asString } from './json.ts';
import { secretsManagerTarget } from './secrets-manager/index.ts';
import { generateSecretString } from './secrets-manager/password.ts';
import type { Assembly, Resource } from './template/assembly.ts';
import { secretType } from './template/resource-names.ts';

/** The template's secrets as they are in Secrets Manager. */
export interface TemplateSecrets {
  /** Throws `LocalFailure` for a resource that is no secret of the template. */
  arnOf(resource: Resource): string;
  /** ARN by the secret's name. */
  readonly byName: ReadonlyMap<string, string>;
}

/** Creates the template's secrets where they are not there yet, with the first values that CloudFormation would give them. */
export async function provideSecrets(secretsManager: AwsService, assembly: Assembly): Promise<TemplateSecrets> {
  const byName = new Map<string, string>();
  for (const secret of assembly.ofType(secretType)) {
    const name = secretName(secret);
    byName.set(name, (await findSecret(secretsManager, name)) ?? (await createSecret(secretsManager, name, secret)));
  }
  return {
    byName,
    arnOf(resource) {
      const arn = byName.get(secretName(resource));
      if (arn === undefined) throw new LocalFailure(`${resource.logicalId} is no secret of the template.`);
      return arn;
    },
  };
}

function secretName({ logicalId, properties, stack }: Resource): string {
  return asString(properties['Name'] ?? `${stack.name}-${logicalId}`, `Name of ${logicalId}`);
}

async function findSecret(secretsManager: AwsService, name: string): Promise<string | undefined> {
  try {
    const found = await callAws(secretsManager, `${secretsManagerTarget}.DescribeSecret`, { SecretId: name });
    return asString(found['ARN'], `ARN of ${name}`);
  } catch (error) {
    if (error instanceof AwsError && error.type === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

async function createSecret(secretsManager: AwsService, name: string, { properties }: Resource): Promise<string> {
  const { Description, GenerateSecretString, SecretString } = properties;
  const value = isObject(GenerateSecretString) ? generateSecretString(GenerateSecretString) : SecretString;
  const created = await callAws(secretsManager, `${secretsManagerTarget}.CreateSecret`, {
    Name: name,
    ClientRequestToken: randomUUID(),
    ...(Description === undefined ? {} : { Description }),
    ...(value === undefined ? {} : { SecretString: value }),
  });
  return asString(created['ARN'], `ARN of ${name}`);
}
