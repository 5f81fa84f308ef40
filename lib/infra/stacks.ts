import { Annotations, type App, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Config } from '../config/index.ts';
import { closedIssuer } from '../config/presets.ts';
import { addDataOutputs, addSignInOutputs } from './outputs.ts';
import { SignIn } from './sign-in.ts';
import { SignInData, type SignInDataProps } from './sign-in-data.ts';

/** The two stacks of a deployment. */
export interface Stacks {
  readonly stateful: StatefulStack;
  readonly stateless: StatelessStack;
}

/**
 * Adds Postern's stacks to an app. The stacks name no account or region (environment-agnostic), so synthesis needs no
 * AWS credentials.
 */
export function addStacks(app: App, config: Config): Stacks {
  const stateful = new StatefulStack(app, 'Postern-Data', config);
  const stateless = new StatelessStack(app, 'Postern-Api', { config, data: stateful.data });
  for (const provider of config.providers.filter(({ issuer }) => issuer === closedIssuer)) {
    Annotations.of(stateless).addWarningV2('postern:closed-issuer', closedIssuerWarning(provider.name));
  }
  return { stateful, stateless };
}

function closedIssuerWarning(provider: string): string {
  return (
    `Authentiq's hosted service has closed, so nobody can sign in with the provider ${provider} once this is deployed: ` +
    'set the issuer of a private Authentiq-compatible service, or use "openid_connect" with another provider.'
  );
}

/** Stateful stack: the table and the secrets, with termination protection. */
export class StatefulStack extends Stack {
  readonly data: SignInData;

  constructor(scope: Construct, id: string, props: SignInDataProps) {
    super(scope, id, {
      description: 'Postern: users, sessions and secrets',
      terminationProtection: true,
      analyticsReporting: false,
    });
    this.data = new SignInData(this, 'Data', props);
    addDataOutputs(this, this.data);
  }
}

/** Configuration of the stateless stack, and the stateful resources that it uses. */
interface StatelessStackProps {
  readonly config: Config;
  readonly data: SignInData;
}

/**
 * Stateless stack: the HTTP API and its functions. The table and the secrets are in the stateful stack, so the
 * stateless stack can be deleted and deployed again.
 */
class StatelessStack extends Stack {
  constructor(scope: Construct, id: string, { config, data }: StatelessStackProps) {
    super(scope, id, { description: 'Postern: sign-in API', analyticsReporting: false });
    // References to the data stack are weak, without CloudFormation exports. An export cannot be removed while another
    // stack imports it, so removing a provider would fail: this stack would still import the ARN of the provider's
    // secret.
    this.node.setContext('@aws-cdk/core:defaultCrossStackReferences', 'weak');
    addSignInOutputs(this, new SignIn(this, 'SignIn', { config, data }), config);
  }
}
