import { Duration, Stack } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnRotationSchedule } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { environment, providerSecretVariable } from '../../functions/core/contract/environment-names.ts';
import type { Config } from '../config/index.ts';
import { functionCode } from './bundle.ts';
import { rotationStatements } from './grants.ts';
import { LeastPrivilegeFunction } from './least-privilege-function.ts';
import { rotationSettings } from './settings-file.ts';
import { providerSecretArns, type SignInData } from './sign-in-data.ts';

/** The configuration, and the stateful resources with the secrets to rotate. */
interface RotationFunctionProps {
  readonly config: Config;
  readonly data: SignInData;
  /** Public origin of the HTTP API, without a trailing slash. */
  readonly baseUrl: string;
}

/**
 * Lambda function that rotates secrets when Secrets Manager invokes it. Client secrets of enabled providers are rotated
 * on request, session keys also on a schedule. No other function writes to secrets.
 */
export class RotationFunction extends LeastPrivilegeFunction {
  constructor(scope: Construct, id: string, { config, data, baseUrl }: RotationFunctionProps) {
    const arns = providerSecretArns(data, config.providers);
    super(scope, id, {
      name: 'rotation',
      code: functionCode('rotation', rotationSettings(config)),
      statements: (logGroupArn) =>
        rotationStatements({
          logGroupArn,
          tableArn: data.table.tableArn,
          sessionKeysArn: data.sessionKeys.secretArn,
          providerSecretArns: [...arns.values()],
        }),
      environment: {
        [environment.baseUrl]: baseUrl,
        [environment.sessionKeysSecret]: data.sessionKeys.secretArn,
        [environment.tableName]: data.table.tableName,
        ...Object.fromEntries([...arns].map(([provider, arn]) => [providerSecretVariable(provider), arn])),
      },
      // A proof (token requests that show that the provider accepts a new secret) takes up to three requests, of up to
      // eight seconds each.
      timeout: Duration.seconds(60),
    });
    this.handler.addPermission('SecretsManager', {
      principal: new ServicePrincipal('secretsmanager.amazonaws.com'),
      sourceAccount: Stack.of(this).account,
    });
    // The session keys are rotated when the schedule is created. This adds the next key early, because each key must be
    // distributed to all function instances before it is used.
    this.#addSchedule('SessionKeysSchedule', data.sessionKeys.secretArn, {
      automaticallyAfterDays: config.rotateKeysAfterDays,
    });
    for (const [provider, arn] of arns) this.#addSchedule(`Schedule-${provider}`, arn);
  }

  /**
   * Makes this the rotation function of a secret. Without `rules`, the secret is rotated only on request, never by a
   * schedule or the deployment.
   */
  #addSchedule(id: string, secretId: string, rules?: { readonly automaticallyAfterDays: number }): void {
    const schedule = new CfnRotationSchedule(this, id, {
      secretId,
      rotationLambdaArn: this.handler.functionArn,
      rotateImmediatelyOnUpdate: rules !== undefined,
      ...(rules !== undefined && { rotationRules: rules }),
    });
    schedule.node.addDependency(this.handler.node.findChild('SecretsManager'));
  }
}
