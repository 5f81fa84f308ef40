import { isObject } from '../../../functions/core/base/json.ts';
import { LocalFailure } from '../failure.ts';
import type { Policy } from '../iam/policy.ts';
import { rolePolicy } from '../iam/roles.ts';
import { asObject, asString } from '../json.ts';
import type { Assembly, Resource } from './assembly.ts';
import type { Resolve } from './resolve.ts';
import { physicalName } from './resource-names.ts';

/** A Lambda function of the template, with CloudFormation's intrinsic functions resolved. */
export interface LocalFunction {
  readonly name: string;
  /** Short name of the function, which prefixes its lines on the terminal. */
  readonly label: string;
  /** Directory of the function's bundle. */
  readonly directory: string;
  /** The function's handler as Lambda names it: file name without extension, dot, name of the export. */
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly memoryMb: number;
  readonly role: { readonly name: string; readonly policy: Policy };
}

/** The synthesised app, with a resolver for its intrinsic functions. */
export interface App {
  readonly assembly: Assembly;
  readonly resolve: Resolve;
  /** Values that replace those of the template's environment variables, by variable name. */
  readonly environment: Readonly<Record<string, string>>;
}

/** The template's functions by name. Throws `LocalFailure` if a function's bundle or role is missing. */
export function readFunctions(app: App): ReadonlyMap<string, LocalFunction> {
  const functions = app.assembly.ofType('AWS::Lambda::Function');
  return new Map(functions.map((resource) => [physicalName(resource, app.resolve), readFunction(app, resource)]));
}

function readFunction(app: App, resource: Resource): LocalFunction {
  const { assembly, resolve } = app;
  const { logicalId, properties, stack } = resource;
  const key = asString(asObject(properties['Code'], `Code of ${logicalId}`)['S3Key'], `S3Key of ${logicalId}`);
  const directory = stack.assets.get(key);
  if (directory === undefined) throw new LocalFailure(`The bundle of ${logicalId} (${key}) is not in the assembly.`);
  const role = findRole(assembly, properties['Role'], resource, resolve);
  return {
    name: physicalName(resource, resolve),
    label: labelOf(resource),
    directory,
    handler: asString(properties['Handler'], `Handler of ${logicalId}`),
    environment: readEnvironment(app, resource),
    timeoutMs: Number(properties['Timeout'] ?? 3) * 1000,
    memoryMb: Number(properties['MemorySize'] ?? 128),
    role: { name: physicalName(role, resolve), policy: rolePolicy(assembly, role, resolve) },
  };
}

function readEnvironment(app: App, { logicalId, properties, stack }: Resource): Record<string, string> {
  const environment = properties['Environment'];
  const variables = asObject((isObject(environment) ? environment['Variables'] : undefined) ?? {}, logicalId);
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [
      name,
      app.environment[name] ?? asString(app.resolve(value, stack), `${name} of ${logicalId}`),
    ]),
  );
}

function findRole(assembly: Assembly, reference: unknown, { logicalId, stack }: Resource, resolve: Resolve): Resource {
  const arn = resolve(reference, stack);
  const roles = assembly.ofType('AWS::IAM::Role');
  const role = roles.find((candidate) => String(arn).endsWith(`role/${physicalName(candidate, resolve)}`));
  if (role === undefined) throw new LocalFailure(`The role of ${logicalId} (${arn}) is not in the assembly.`);
  return role;
}

/**
 * Short name of a function: the last element of its construct path that is not a generic name such as `Resource`, in
 * lower case.
 */
function labelOf({ path }: Resource): string {
  const names = path.split('/').filter((name) => name !== 'Resource' && name !== 'Function');
  return (names.at(-1) ?? path).toLowerCase();
}
