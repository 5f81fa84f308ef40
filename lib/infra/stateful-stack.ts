import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { addDataOutputs } from './outputs.ts';
import { SignInData, type SignInDataProps } from './sign-in-data.ts';

/** The table and the secrets: what must never be lost. */
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
