import { Annotations, type App } from 'aws-cdk-lib';
import type { Config } from '../config/index.ts';
import { closedIssuer } from '../config/presets.ts';
import { StatefulStack } from './stateful-stack.ts';
import { StatelessStack } from './stateless-stack.ts';

/** The two stacks of a deployment. */
export interface Stacks {
  readonly stateful: StatefulStack;
  readonly stateless: StatelessStack;
}

/** Adds Postern's stacks to an app. They name neither account nor region, so synthesis looks nothing up. */
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
