import { LocalFailure } from '../failure.ts';
import { asString } from '../json.ts';
import type { Resource } from './assembly.ts';
import { type App, type LocalFunction, readFunctions } from './functions.ts';
import type { Resolve } from './resolve.ts';
import { physicalName } from './resource-names.ts';

/** A route of the HTTP API and the function behind it. */
export interface LocalRoute {
  /** `METHOD /path/{parameter}`, or `$default`. */
  readonly routeKey: string;
  readonly function: LocalFunction;
  /** Integration timeout: how long the gateway waits for the function. */
  readonly timeoutMs: number;
}

/** Default and maximum integration timeout of an HTTP API (quota "Maximum integration timeout"). */
const integrationTimeoutMs = 30_000;

/** The HTTP API's routes with their functions. Throws `LocalFailure` for features that the local gateway lacks. */
export function readRoutes(app: App): readonly LocalRoute[] {
  const { assembly, resolve } = app;
  const functions = readFunctions(app);
  const integrations = new Map(
    assembly.ofType('AWS::ApiGatewayV2::Integration').map((resource) => [physicalName(resource, resolve), resource]),
  );
  return assembly.ofType('AWS::ApiGatewayV2::Route').map(({ logicalId, properties, stack }) => {
    const routeKey = asString(properties['RouteKey'], `RouteKey of ${logicalId}`);
    if ((properties['AuthorizationType'] ?? 'NONE') !== 'NONE') {
      throw new LocalFailure(`Route ${routeKey} has an authorizer, which the local gateway does not support.`);
    }
    const target = asString(resolve(properties['Target'], stack), `Target of ${logicalId}`);
    const integration = integrations.get(target.replace(/^integrations\//, ''));
    if (integration === undefined)
      throw new LocalFailure(`Route ${routeKey} has the target ${target}, which is not in the template.`);
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
  if (found === undefined)
    throw new LocalFailure(`Integration ${logicalId} calls ${uri}, which is not a function of the template.`);
  return { function: found, timeoutMs: Number(properties['TimeoutInMillis'] ?? integrationTimeoutMs) };
}
