import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { Connection } from '../../functions/core/aws/client.ts';
import { connectionFromEnvironment } from '../../functions/core/aws/environment.ts';
import { connectionFile, type Connection as LocalConnection } from '../local/connection-file.ts';
import { OpsFailure } from './failure.ts';

/** Options that every command has. */
export interface OpsOptions {
  readonly local?: true;
  readonly data: string;
  readonly stack: string;
  readonly region?: string;
  /** A file with the configuration's block, in place of what the deployment was made of. */
  readonly config?: string;
  readonly json?: true;
  readonly yes?: true;
}

/** What the commands work on. */
export interface Deployment {
  readonly tableName: string;
  /** How to reach its table. */
  readonly connection: Connection;
  /** ARN of a provider's secret. Throws `OpsFailure` for a provider that the deployment does not have. */
  secretArn(provider: string): string;
  /** Whether a provider is part of it. */
  has(provider: string): boolean;
}

/** The options of the command line that a command belongs to. */
export function optionsOf(command: Command): OpsOptions {
  return command.optsWithGlobals<OpsOptions>();
}

/**
 * Finds the table and the secrets: of the local run from the file that it writes, of a deployed stack from its outputs.
 * The AWS clients made afterwards in this process reach the same place.
 */
export async function findDeployment(options: OpsOptions): Promise<Deployment> {
  return options.local === true ? localDeployment(options.data) : stackDeployment(options.stack, options.region);
}

function localDeployment(data: string): Deployment {
  const connection = readLocalRun(data);
  const arns = connection.providerSecretArns;
  Object.assign(process.env, {
    AWS_REGION: connection.region,
    AWS_SESSION_TOKEN: '',
    AWS_ACCESS_KEY_ID: connection.accessKeyId,
    AWS_SECRET_ACCESS_KEY: connection.secretAccessKey,
    AWS_ENDPOINT_URL_DYNAMODB: connection.dynamodbEndpoint,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: connection.secretsManagerEndpoint,
  });
  return {
    tableName: connection.tableName,
    connection: connectionFromEnvironment(process.env),
    secretArn: (provider) => known(Object.hasOwn(arns, provider) ? arns[provider] : undefined, provider),
    has: (provider) => connection.configuration.declaredProviders.includes(provider),
  };
}

/**
 * What the local run says of itself.
 * @throws OpsFailure where none is up in that directory.
 */
export function readLocalRun(data: string): LocalConnection {
  try {
    return JSON.parse(readFileSync(join(data, connectionFile), 'utf8'));
  } catch (cause) {
    throw new OpsFailure(`No local run is up in ${data}: start one with npm start, or name its --data directory.`, {
      cause,
    });
  }
}

async function stackDeployment(stack: string, region: string | undefined): Promise<Deployment> {
  if (region !== undefined) process.env['AWS_REGION'] = region;
  // Both are much to load, and a local run needs neither.
  const { CloudFormationClient, DescribeStacksCommand } = await import('@aws-sdk/client-cloudformation');
  const { providerOutput } = await import('../outputs.ts');
  const client = new CloudFormationClient({});
  const answer = await client.send(new DescribeStacksCommand({ StackName: stack })).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new OpsFailure(`The stack ${stack} cannot be read (${reason}): check --stack, --region and credentials.`, {
      cause,
    });
  });
  const outputs = new Map(answer.Stacks?.[0]?.Outputs?.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
  const tableName = outputs.get('TableName');
  if (tableName === undefined) throw new OpsFailure(`The stack ${stack} has no output TableName: name the data stack.`);
  const connection = {
    region: await client.config.region(),
    credentials: await client.config.credentials(),
    endpoints: { dynamodb: process.env['AWS_ENDPOINT_URL_DYNAMODB'] },
  };
  return {
    tableName,
    connection,
    secretArn: (provider) => known(outputs.get(providerOutput('ProviderSecretArn', provider)), provider),
    has: (provider) => outputs.has(providerOutput('ProviderSecretArn', provider)),
  };
}

function known(arn: string | undefined, provider: string): string {
  if (arn !== undefined && arn !== '') return arn;
  throw new OpsFailure(`The deployment has no provider ${provider}: check the name, or deploy it first.`);
}
