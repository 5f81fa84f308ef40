import type { App } from 'aws-cdk-lib';
import type { Config } from './config.ts';
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
  return { stateful, stateless };
}
