import type { Cleanup } from '../cleanup.ts';
import type { GatewayRoute } from '../gateway/gateway.ts';
import { functionPrincipal, type Principal } from '../iam/principals.ts';
import type { LocalFunction } from '../template/functions.ts';
import type { LocalRoute } from '../template/routes.ts';
import { type Endpoints, functionEnvironment } from './environment.ts';
import { type FunctionHost, hostFunction } from './function-host.ts';

/** The host of each running function, which invokes it. */
export type FunctionHosts = ReadonlyMap<LocalFunction, FunctionHost>;

/**
 * The principal (the session of a function's role, with credentials and policy) of each function that is invoked by a
 * route, an event source mapping or a rotation schedule.
 */
export function assumeRoles(
  callers: readonly { readonly function: LocalFunction }[],
): ReadonlyMap<LocalFunction, Principal> {
  const functions = new Set(callers.map((caller) => caller.function));
  return new Map(
    [...functions].map((found) => [found, functionPrincipal(found.role.name, found.name, found.role.policy)]),
  );
}

/** Starts a worker for each function, and waits until all functions' bundles are loaded. */
export async function startFunctions(
  principals: ReadonlyMap<LocalFunction, Principal>,
  endpoints: Endpoints,
  log: (line: string) => void,
  cleanup: Cleanup,
): Promise<FunctionHosts> {
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
  return hosts;
}

/** The gateway's routes, each with its running function. */
export function routesToFunctions(routes: readonly LocalRoute[], hosts: FunctionHosts): readonly GatewayRoute[] {
  return routes.flatMap(({ routeKey, timeoutMs, function: found }) => {
    const host = hosts.get(found);
    return host === undefined ? [] : [{ routeKey, timeoutMs, invoke: host.invoke }];
  });
}
