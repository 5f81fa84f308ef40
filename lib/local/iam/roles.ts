import { LocalFailure } from '../failure.ts';
import { asArray, asObject } from '../json.ts';
import type { Assembly, Resource } from '../template/assembly.ts';
import type { Resolve } from '../template/resolve.ts';
import { physicalName } from '../template/resource-names.ts';
import { compilePolicy, type Policy } from './policy.ts';

/** The AWS managed policy that the local run ignores, because it allows only writing logs, which no guard checks. */
const logsOnly = 'service-role/AWSLambdaBasicExecutionRole';

/**
 * Policy of a role, compiled from the role's inline policies and the policies that the template attaches to it. Throws
 * `LocalFailure` if the local run cannot evaluate one of these policies.
 */
export function rolePolicy(assembly: Assembly, role: Resource, resolve: Resolve): Policy {
  const name = physicalName(role, resolve);
  requireKnownManagedPolicies(role, resolve);
  const inline = asArray(role.properties['Policies'], `Policies of ${name}`).map((policy) => ({
    document: asObject(policy, `A policy of ${name}`)['PolicyDocument'],
    stack: role.stack,
  }));
  const attached = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy']
    .flatMap((type) => assembly.ofType(type))
    .filter(({ properties, stack }) => asArray(resolve(properties['Roles'], stack), 'Roles').includes(name))
    .map(({ properties, stack }) => ({ document: properties['PolicyDocument'], stack }));
  const statements = [...inline, ...attached].flatMap(({ document, stack }) =>
    asArray(asObject(resolve(document, stack), `A policy of ${name}`)['Statement'], `A policy of ${name}`),
  );
  return compilePolicy(statements, name);
}

function requireKnownManagedPolicies(role: Resource, resolve: Resolve): void {
  for (const arn of asArray(resolve(role.properties['ManagedPolicyArns'], role.stack), 'ManagedPolicyArns')) {
    if (String(arn).endsWith(logsOnly)) continue;
    throw new LocalFailure(
      `Role ${role.logicalId} has the managed policy ${arn}, whose statements the local run cannot read: copy them into the role.`,
    );
  }
}
