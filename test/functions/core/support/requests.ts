import { type HttpApiEvent, type Request, requestFrom } from '../../../../functions/core/http/request.ts';

/** What a test says of a request; the rest is that of a browser's plain GET. */
export interface RequestParts {
  readonly method?: string;
  readonly path?: string;
  readonly routeKey?: string;
  readonly provider?: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
}

/** An event as API Gateway's HTTP API sends it (payload format 2.0). */
export function httpApiEvent(parts: RequestParts = {}): HttpApiEvent {
  const { method = 'GET', path = '/' } = parts;
  return {
    routeKey: parts.routeKey ?? `${method} ${path}`,
    rawPath: path,
    rawQueryString: parts.query ?? '',
    headers: parts.headers ?? {},
    ...(parts.cookies && { cookies: parts.cookies }),
    ...(parts.provider !== undefined && { pathParameters: { provider: parts.provider } }),
    requestContext: { requestId: 'request-1', http: { method, sourceIp: '192.0.2.7', userAgent: 'Browser/1.0' } },
    ...(parts.body !== undefined && { body: parts.body }),
    isBase64Encoded: parts.isBase64Encoded ?? false,
  };
}

/** The same as the use cases see it. */
export function request(parts: RequestParts = {}): Request {
  return requestFrom(httpApiEvent(parts));
}
