import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyDocument, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function as LambdaFunction, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { environment, providerSecretVariable, type SettingsByFunction } from '../functions/core/names.ts';
import { functionCode } from './bundle.ts';
import { type Grant, grants, policyStatements } from './grants.ts';
import type { FunctionName } from './routes.ts';
import type { SignInData } from './sign-in-data.ts';

/** What a function is made of. */
export interface SignInFunctionProps<Name extends FunctionName> {
  readonly name: Name;
  readonly settings: SettingsByFunction[Name];
  readonly data: SignInData;
  /** Public origin of the HTTP API, without a trailing slash. */
  readonly baseUrl: string;
}

/** One function behind the HTTP API, with its own log group and a role that allows what `grants` says and no more. */
export class SignInFunction<Name extends FunctionName> extends Construct {
  readonly handler: LambdaFunction;

  constructor(scope: Construct, id: string, props: SignInFunctionProps<Name>) {
    super(scope, id);
    const { name, settings, data, baseUrl } = props;
    const grant = grants[name];
    const usesTable = grant.tableActions.length > 0;
    const providerSecrets = secretsOf(grant.providerSecrets, settings, data);
    const logGroup = new LogGroup(this, 'Logs', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const role = new Role(this, 'Role', {
      description: `Postern: what the ${name} function may do`,
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: {
        Least: new PolicyDocument({
          statements: policyStatements(grant, {
            logGroupArn: logGroup.logGroupArn,
            tableArn: data.table.tableArn,
            secretArns: [data.sessionKeys.secretArn, ...providerSecrets.values()],
          }),
        }),
      },
    });
    this.handler = new LambdaFunction(this, 'Function', {
      description: `Postern: ${name}`,
      code: functionCode(name, settings),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      // Memory buys CPU: starting is mostly loading code, and at 512 MB a start and the crypto take a third of 128 MB's time.
      memorySize: 512,
      // The provider's answer is waited for at most 10 seconds; API Gateway gives up at 29.
      timeout: Duration.seconds(15),
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      environment: {
        [environment.baseUrl]: baseUrl,
        [environment.sessionKeysSecret]: data.sessionKeys.secretArn,
        ...(usesTable ? { [environment.tableName]: data.table.tableName } : {}),
        ...Object.fromEntries([...providerSecrets].map(([provider, arn]) => [providerSecretVariable(provider), arn])),
      },
    });
  }
}

/** ARNs of the secrets that a function reads, by provider; only enabled providers count. */
function secretsOf(
  which: Grant['providerSecrets'],
  { providers }: SettingsByFunction[FunctionName],
  data: SignInData,
): Map<string, string> {
  const read = providers.filter(({ idTokenSignedResponseAlg: algorithm }) =>
    which === 'symmetric' ? algorithm.startsWith('HS') : which === 'all',
  );
  return new Map(
    read.map(({ name }) => {
      const secret = data.providerSecrets.get(name);
      if (secret === undefined) {
        throw new Error(`SignInData has no secret for the provider ${name}: give it the same configuration.`);
      }
      return [name, secret.secretArn];
    }),
  );
}
