/** The route of a request, with the values of its path parameters. */
export interface Match<Route> {
  readonly route: Route;
  /** Values of the path parameters, percent-decoded, as API Gateway passes them to functions. */
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** Finds the route that matches a request; undefined if there is none. `path` is percent-encoded. */
export type Router<Route> = (method: string, path: string) => Match<Route> | undefined;

interface Pattern<Route> {
  readonly method: string;
  readonly segments: readonly string[];
  readonly route: Route;
}

/**
 * A router by API Gateway's rules (HTTP API guide: "How API Gateway routes requests"): the most specific route wins. A
 * literal segment precedes a parameter, and a method precedes ANY; `$default` matches if no other route does. The
 * router throws if the percent-encoding of `path` is malformed.
 */
export function createRouter<Route extends { readonly routeKey: string }>(routes: readonly Route[]): Router<Route> {
  const patterns = routes
    .filter(({ routeKey }) => routeKey !== '$default')
    .map(parsePattern)
    .sort((one, other) => compare(specificity(other), specificity(one)));
  const fallback = routes.find(({ routeKey }) => routeKey === '$default');
  return (method, path) => {
    const segments = path.split('/').map(decodeURIComponent);
    for (const pattern of patterns) {
      if (pattern.method !== method && pattern.method !== 'ANY') continue;
      const pathParameters = matchSegments(pattern.segments, segments);
      if (pathParameters !== undefined) return { route: pattern.route, pathParameters };
    }
    return fallback === undefined ? undefined : { route: fallback, pathParameters: {} };
  };
}

function parsePattern<Route extends { readonly routeKey: string }>(route: Route): Pattern<Route> {
  const [method = '', path = ''] = route.routeKey.split(' ');
  return { method, segments: path.split('/'), route };
}

function specificity(pattern: Pattern<unknown>): string {
  const segments = pattern.segments.map((segment) => (parameterName(segment) === undefined ? '1' : '0'));
  return [...segments, pattern.method === 'ANY' ? '0' : '1'].join('');
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

function matchSegments(pattern: readonly string[], path: readonly string[]): Record<string, string> | undefined {
  if (pattern.length !== path.length) return undefined;
  const parameters: [string, string][] = [];
  for (const [index, expected] of pattern.entries()) {
    const actual = path[index] ?? '';
    const name = parameterName(expected);
    if (name === undefined ? actual !== expected : actual === '') return undefined;
    if (name !== undefined) parameters.push([name, actual]);
  }
  return Object.fromEntries(parameters);
}

function parameterName(segment: string): string | undefined {
  return /^\{(\w+)\}$/.exec(segment)?.[1];
}
