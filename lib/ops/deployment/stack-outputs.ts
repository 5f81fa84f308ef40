import type { Connection } from '../../../functions/core/aws/client.ts';
import { OpsFailure } from '../cli/failure.ts';

/** A deployed stack, as CloudFormation knows it. */
export interface DeployedStack extends Pick<Connection, 'region' | 'credentials'> {
  /** By name. */
  readonly outputs: ReadonlyMap<string, string>;
}

/**
 * Reads the outputs of a deployed stack, with the credentials of the shell.
 * @throws OpsFailure where it cannot be read.
 */
export async function readStack(stack: string, region: string | undefined): Promise<DeployedStack> {
  // It is much to load, and a local run needs none of it.
  const { CloudFormationClient, DescribeStacksCommand } = await import('@aws-sdk/client-cloudformation');
  const client = new CloudFormationClient(region === undefined ? {} : { region });
  const answer = await client.send(new DescribeStacksCommand({ StackName: stack })).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new OpsFailure(`The stack ${stack} cannot be read (${reason}): check --stack, --region and credentials.`, {
      cause,
    });
  });
  const outputs = answer.Stacks?.[0]?.Outputs ?? [];
  return {
    region: await client.config.region(),
    credentials: await client.config.credentials(),
    outputs: new Map(outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue])),
  };
}
