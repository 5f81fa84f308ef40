import { accountId, localArn } from '../account-and-region.ts';
import { LocalFailure } from '../failure.ts';
import { asString } from '../json.ts';
import type { Resource } from './assembly.ts';
import type { Resolve } from './resolve.ts';

/** Results of CloudFormation's `Ref` and `Fn::GetAtt` for the resources of the local run. */
export interface ResourceNames {
  ref(resource: Resource, resolve: Resolve): string;
  attribute(resource: Resource, attribute: string, resolve: Resolve): string;
}

/** How resources of one type are named: the property that sets the name, if there is one, and the format of the ARN. */
interface Naming {
  readonly property?: string;
  readonly arn: (name: string) => string;
  /** Attributes besides `Arn`, each derived from the resource's ARN. */
  readonly attributes?: Readonly<Record<string, (arn: string) => string>>;
}

const namings: Readonly<Record<string, Naming>> = {
  'AWS::DynamoDB::Table': {
    property: 'TableName',
    arn: (name) => localArn('dynamodb', `table/${name}`),
    // On AWS, a stream's ARN ends with its creation time. Here a table has only one stream, so the ARN ends with a
    // fixed word.
    attributes: { StreamArn: (arn) => `${arn}/stream/local` },
  },
  'AWS::Lambda::Function': { property: 'FunctionName', arn: (name) => localArn('lambda', `function:${name}`) },
  'AWS::SQS::Queue': { property: 'QueueName', arn: (name) => localArn('sqs', name) },
  'AWS::IAM::Role': { property: 'RoleName', arn: (name) => `arn:aws:iam::${accountId}:role/${name}` },
  'AWS::Logs::LogGroup': { property: 'LogGroupName', arn: (name) => localArn('logs', `log-group:${name}:*`) },
  'AWS::ApiGatewayV2::Api': { arn: (name) => localArn('apigateway', `/apis/${name}`) },
  'AWS::ApiGatewayV2::Integration': { arn: (name) => localArn('apigateway', `/integrations/${name}`) },
};

/**
 * Names of resources that are the same at each start: the name in a resource's properties, otherwise stack name and
 * logical ID. CloudFormation generates names from the same two parts. `secretArn` returns the ARN that Secrets Manager
 * assigned to a secret. Both functions throw `LocalFailure` for an unknown type or attribute.
 */
export function localNames(secretArn: (resource: Resource) => string): ResourceNames {
  return {
    ref(resource, resolve) {
      return resource.type === secretType ? secretArn(resource) : physicalName(resource, resolve);
    },
    attribute(resource, attribute, resolve) {
      const naming = namings[resource.type];
      const arn = naming?.arn(physicalName(resource, resolve));
      const value = arn !== undefined && attribute !== 'Arn' ? naming?.attributes?.[attribute]?.(arn) : arn;
      if (value !== undefined) return value;
      throw new LocalFailure(
        `The template asks for ${attribute} of ${resource.logicalId} (${resource.type}), which the local run does not know: add it to lib/local/template/resource-names.ts.`,
      );
    },
  };
}

/** CloudFormation's type of a Secrets Manager secret. */
export const secretType = 'AWS::SecretsManager::Secret';

/** Name of a resource: the name in its properties, otherwise stack name and logical ID. */
export function physicalName(resource: Resource, resolve: Resolve): string {
  const naming = namings[resource.type];
  if (naming === undefined) {
    throw new LocalFailure(
      `The template refers to ${resource.logicalId} (${resource.type}), which the local run does not know: add it to lib/local/template/resource-names.ts.`,
    );
  }
  const given = naming.property === undefined ? undefined : resource.properties[naming.property];
  if (given === undefined) return `${resource.stack.name}-${resource.logicalId}`;
  return asString(resolve(given, resource.stack), `${naming.property} of ${resource.logicalId}`);
}
