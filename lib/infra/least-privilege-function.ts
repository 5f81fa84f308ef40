import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyDocument, type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, type Code, Function as LambdaFunction, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

/** What a function is made of. */
interface LeastPrivilegeFunctionProps {
  /** Named as its folder in functions/. */
  readonly name: string;
  readonly code: Code;
  /** The whole policy of its role, given the ARN of its log group. */
  readonly statements: (logGroupArn: string) => PolicyStatement[];
  readonly environment: Readonly<Record<string, string>>;
  /** How long a call may take; fifteen seconds unless given. */
  readonly timeout?: Duration;
}

/** A function with its own log group and a role that allows what its statements say and no more. */
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
      // Memory buys CPU: starting is mostly loading code, and at 512 MB a start and the crypto take a third of 128 MB's time.
      memorySize: 512,
      // The provider's answer is waited for at most 10 seconds; API Gateway gives up at 29.
      timeout,
      role,
      logGroup: this.logGroup,
      loggingFormat: LoggingFormat.JSON,
      environment: { ...environment },
    });
  }
}
