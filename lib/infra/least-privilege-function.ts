import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyDocument, type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, type Code, Function as LambdaFunction, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

/** Code, policy and environment of a function. */
interface LeastPrivilegeFunctionProps {
  /** Name of the function's folder in functions/. */
  readonly name: string;
  readonly code: Code;
  /** The complete policy of the function's role, given the ARN of the function's log group. */
  readonly statements: (logGroupArn: string) => PolicyStatement[];
  readonly environment: Readonly<Record<string, string>>;
  /** Time limit of an invocation. Default: 15 seconds. */
  readonly timeout?: Duration;
}

/** A Lambda function with its own log group and a role that has only the given statements. */
export class LeastPrivilegeFunction extends Construct {
  readonly handler: LambdaFunction;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, props: LeastPrivilegeFunctionProps) {
    super(scope, id);
    const { name, code, statements, environment, timeout = Duration.seconds(15) } = props;
    this.logGroup = new LogGroup(this, 'Logs', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const role = new Role(this, 'Role', {
      description: `Postern: what the ${name} function may do`,
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: { Least: new PolicyDocument({ statements: statements(this.logGroup.logGroupArn) }) },
    });
    this.handler = new LambdaFunction(this, 'Function', {
      description: `Postern: ${name}`,
      code,
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      // Lambda allocates CPU in proportion to memory. With 512 MB, cold start and cryptography take a third of the time
      // that they take with 128 MB.
      memorySize: 512,
      // The default of `timeout` is above the 10 seconds within which every function behind the API responds, and below
      // API Gateway's timeout of 30 seconds.
      timeout,
      role,
      logGroup: this.logGroup,
      loggingFormat: LoggingFormat.JSON,
      environment: { ...environment },
    });
  }
}
