import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Config } from '../config/index.ts';
import { addSignInOutputs } from './outputs.ts';
import { SignIn } from './sign-in.ts';
import type { SignInData } from './sign-in-data.ts';

/** What the stack is made from. */
export interface StatelessStackProps {
  readonly config: Config;
  readonly data: SignInData;
}

/** The HTTP API and its functions: what can be thrown away and deployed again. */
export class StatelessStack extends Stack {
  constructor(scope: Construct, id: string, { config, data }: StatelessStackProps) {
    super(scope, id, { description: 'Postern: sign-in API', analyticsReporting: false });
    // With exports, removing a provider would fail: its secret's ARN would still be imported here.
    this.node.setContext('@aws-cdk/core:defaultCrossStackReferences', 'weak');
    addSignInOutputs(this, new SignIn(this, 'SignIn', { config, data }), config);
  }
}
