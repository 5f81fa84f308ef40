import { accountId, localArn } from '../account-and-region.ts';
import { LocalFailure } from '../failure.ts';
import { asString } from '../json.ts';
import type { Resource } from './assembly.ts';
import type { Resolve } from './resolve.ts';

/** What `Ref` and `Fn::GetAtt` give for the resources of the local run. */
export interface ResourceNames {
  ref(resource: Resource, resolve: Resolve): string;
  attribute(resource: Resource, attribute: string, resolve: Resolve): string;
}

/** How resources of one type are named: the property that may name them, and their ARN. */
interface Naming {
  readonly property?: string;
  readonly arn: (name: string) => string;
  /** Further attributes, by the resource's ARN. */
  readonly attributes?: Readonly<Record<string, (arn: string) => string>>;
}

const namings: Readonly<Record<string, Naming>> = {
  'AWS::DynamoDB::Table': {
    property: 'TableName',
    arn: (name) => localArn('dynamodb', `table/${name}`),
    // A stream is named by when it began; here it is the table's only one.
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
 * Stable names: a resource's own where its properties give one, else stack and logical id, as CloudFormation makes them.
 * `secretArn` tells the ARN that Secrets Manager gave a secret. Both functions throw `LocalFailure` for a type or an
 * attribute they do not know.
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
        `The template asks for ${attribute} of ${resource.logicalId} (${resource.type}), which the local run does not know: teach it to lib/local/template/resource-names.ts.`,
      );
    },
  };
}

/** The type of a secret. */
export const secretType = 'AWS::SecretsManager::Secret';

/** The name of a resource: what its properties say, or the stack's name and its logical id. */
export function physicalName(resource: Resource, resolve: Resolve): string {
  const naming = namings[resource.type];
  if (naming === undefined) {
    throw new LocalFailure(
      `The template refers to ${resource.logicalId} (${resource.type}), which the local run does not know: teach it to lib/local/template/resource-names.ts.`,
    );
  }
  const given = naming.property === undefined ? undefined : resource.properties[naming.property];
  if (given === undefined) return `${resource.stack.name}-${resource.logicalId}`;
  return asString(resolve(given, resource.stack), `${naming.property} of ${resource.logicalId}`);
}
