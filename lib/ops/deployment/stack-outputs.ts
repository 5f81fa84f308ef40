import type { CloudFormationClientResolvedConfig } from '@aws-sdk/client-cloudformation';
import { OpsFailure } from '../cli/failure.ts';
import { sdkLimits } from './sdk-call.ts';

/** A deployed CloudFormation stack. */
export interface DeployedStack {
  /** Region and credentials with which the stack was read; the SDK clients of the other services use the same. */
  readonly connection: Pick<CloudFormationClientResolvedConfig, 'region' | 'credentials'>;
  /** Values of the stack's outputs, by output name. */
  readonly outputs: ReadonlyMap<string, string>;
}

/**
 * Reads the outputs of a deployed stack, with the credentials of the SDK's default chain. Without `region`, the SDK's
 * default region is used.
 * @throws OpsFailure if the stack cannot be read.
 */
export async function readStack(stack: string, region: string | undefined): Promise<DeployedStack> {
  // Imported only here: commands on a local run do not need the CloudFormation client.
  const { CloudFormationClient, DescribeStacksCommand } = await import('@aws-sdk/client-cloudformation');
  const client = new CloudFormationClient({ ...sdkLimits, ...(region !== undefined && { region }) });
  const answer = await client.send(new DescribeStacksCommand({ StackName: stack })).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new OpsFailure(`The stack ${stack} cannot be read (${reason}): check --stack, --region and credentials.`, {
      cause,
    });
  });
  const outputs = answer.Stacks?.[0]?.Outputs ?? [];
  return {
    connection: { region: client.config.region, credentials: client.config.credentials },
    outputs: new Map(outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue])),
  };
}
