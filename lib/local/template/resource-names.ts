import { accountId, localArn } from '../account-and-region.ts';
import { LocalFailure } from '../failure.ts';
import { asString } from '../json.ts';
import type { Resource } from './assembly.ts';
import type { Resolve } from './resolve.ts';

/** Results of `Ref` and `Fn::GetAtt` for the resources of the local run. */
export interface ResourceNames {
  ref(resource: Resource, resolve: Resolve): string;
  attribute(resource: Resource, attribute: string, resolve: Resolve): string;
}

/** Naming of one resource type: the property with a name, if any, and the ARN's format. */
interface Naming {
  readonly property?: string;
  readonly arn: (name: string) => string;
  /** Further attributes, each made from the resource's ARN. */
  readonly attributes?: Readonly<Record<string, (arn: string) => string>>;
}

const namings: Readonly<Record<string, Naming>> = {
  'AWS::DynamoDB::Table': {
    property: 'TableName',
    arn: (name) => localArn('dynamodb', `table/${name}`),
    // AWS names a stream by its creation time; here a table has only one stream.
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
 * Stable names: the name in a resource's properties; otherwise stack name and logical ID, as CloudFormation generates
 * them. `secretArn` returns the ARN that Secrets Manager assigned to a secret. Both functions throw `LocalFailure` for an
 * unknown type or attribute.
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

/** CloudFormation type of a secret. */
export const secretType = 'AWS::SecretsManager::Secret';

/** Name of a resource: the one in its properties, or stack name and logical ID. */
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
