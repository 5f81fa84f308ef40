import { functionPrincipal, type Principal } from './aws/principals.ts';
import type { Cleanup } from './cleanup.ts';
import { type Endpoints, functionEnvironment } from './function-environment.ts';
import { type FunctionHost, hostFunction } from './functions/function-host.ts';
import type { GatewayRoute } from './gateway/gateway.ts';
import type { LocalFunction, LocalRoute } from './model.ts';

/** Each function behind the routes with the principal that its role is. */
export function assumeRoles(routes: readonly LocalRoute[]): ReadonlyMap<LocalFunction, Principal> {
  const functions = new Set(routes.map((route) => route.function));
  return new Map(
    [...functions].map((found) => [found, functionPrincipal(found.role.name, found.name, found.role.policy)]),
  );
}

/** Starts a worker for each function, waits until all are loaded, and gives the routes that call them. */
export async function runFunctions(
  routes: readonly LocalRoute[],
  principals: ReadonlyMap<LocalFunction, Principal>,
  endpoints: Endpoints,
  log: (line: string) => void,
  cleanup: Cleanup,
): Promise<readonly GatewayRoute[]> {
  const hosts = new Map<LocalFunction, FunctionHost>();
  for (const [found, { credentials }] of principals) {
    const host = hostFunction({
      ...found,
      environment: functionEnvironment(found, credentials, endpoints),
      log: (line) => log(`[${found.label}] ${line}`),
    });
    hosts.set(found, host);
    await cleanup.defer(host.close);
  }
  await Promise.all([...hosts.values()].map((host) => host.ready));
  return routes.flatMap(({ routeKey, timeoutMs, function: found }) => {
    const host = hosts.get(found);
    return host === undefined ? [] : [{ routeKey, timeoutMs, invoke: host.invoke }];
  });
}
