import type { Assembly, Resource } from './assembly.ts';
import { LocalFailure } from './failure.ts';
import type { Resolve } from './intrinsics.ts';
import { asObject, asString, isObject } from './json.ts';
import type { Policy } from './policy.ts';
import { physicalName } from './resource-names.ts';
import { rolePolicy } from './roles.ts';

/** A function of the template, ready to be run. */
export interface LocalFunction {
  readonly name: string;
  /** A short name for the terminal. */
  readonly label: string;
  /** Directory of the bundle. */
  readonly directory: string;
  /** As Lambda names it: file without extension, dot, export. */
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly memoryMb: number;
  readonly role: { readonly name: string; readonly policy: Policy };
}

/** A route of the HTTP API and the function behind it. */
export interface LocalRoute {
  /** `METHOD /path/{parameter}`, or `$default`. */
  readonly routeKey: string;
  readonly function: LocalFunction;
  /** How long the gateway waits for the function. */
  readonly timeoutMs: number;
}

/** What the model is read from. */
export interface App {
  readonly assembly: Assembly;
  readonly resolve: Resolve;
  /** Environment variables whose values are other ones here than in the template. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Longest that an HTTP API waits, and what it waits unless told otherwise (quota "Maximum integration timeout"). */
const integrationTimeoutMs = 30_000;

/** The HTTP API's routes with their functions. Throws `LocalFailure` for what the local gateway does not do. */
export function readRoutes(app: App): readonly LocalRoute[] {
  const { assembly, resolve } = app;
  const functions = new Map(
    assembly
      .ofType('AWS::Lambda::Function')
      .map((resource) => [physicalName(resource, resolve), readFunction(app, resource)]),
  );
  const integrations = new Map(
    assembly.ofType('AWS::ApiGatewayV2::Integration').map((resource) => [physicalName(resource, resolve), resource]),
  );
  return assembly.ofType('AWS::ApiGatewayV2::Route').map(({ logicalId, properties, stack }) => {
    const routeKey = asString(properties['RouteKey'], `RouteKey of ${logicalId}`);
    if ((properties['AuthorizationType'] ?? 'NONE') !== 'NONE') {
      throw new LocalFailure(`Route ${routeKey} has an authorizer, which the local gateway does not know.`);
    }
    const target = asString(resolve(properties['Target'], stack), `Target of ${logicalId}`);
    const integration = integrations.get(target.replace(/^integrations\//, ''));
    if (integration === undefined) throw new LocalFailure(`Route ${routeKey} leads to ${target}, which is not there.`);
    return { routeKey, ...readIntegration(integration, functions, resolve) };
  });
}

function readIntegration(
  { logicalId, properties, stack }: Resource,
  functions: ReadonlyMap<string, LocalFunction>,
  resolve: Resolve,
): Omit<LocalRoute, 'routeKey'> {
  if (properties['IntegrationType'] !== 'AWS_PROXY' || properties['PayloadFormatVersion'] !== '2.0') {
    throw new LocalFailure(
      `Integration ${logicalId} is not AWS_PROXY with payload format 2.0, which the gateway needs.`,
    );
  }
  const uri = asString(resolve(properties['IntegrationUri'], stack), `IntegrationUri of ${logicalId}`);
  const name = /:function:([^:/]+)/.exec(uri)?.[1] ?? '';
  const found = functions.get(name);
  if (found === undefined) throw new LocalFailure(`Integration ${logicalId} calls ${uri}, which is no function here.`);
  return { function: found, timeoutMs: Number(properties['TimeoutInMillis'] ?? integrationTimeoutMs) };
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

/** The nearest name in the construct's path that says which function it is. */
function labelOf({ path }: Resource): string {
  const names = path.split('/').filter((name) => name !== 'Resource' && name !== 'Function');
  return (names.at(-1) ?? path).toLowerCase();
}
