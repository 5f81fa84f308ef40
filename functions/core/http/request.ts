import { Problem } from '../errors.ts';

/** The members of API Gateway's HTTP API event (payload format 2.0) that Postern reads. */
export interface HttpApiEvent {
  readonly routeKey: string;
  readonly rawPath: string;
  readonly rawQueryString: string;
  readonly cookies?: readonly string[];
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly pathParameters?: Readonly<Record<string, string | undefined>>;
  readonly requestContext: {
    readonly requestId: string;
    readonly http: { readonly method: string; readonly sourceIp: string; readonly userAgent?: string };
  };
  readonly body?: string;
  readonly isBase64Encoded: boolean;
}

/** An HTTP request, as the use cases receive it. Header names are in lower case. */
export interface Request {
  /** The API Gateway route that matched, for example `GET /login/{provider}`; `$default` if none matched. */
  readonly routeKey: string;
  readonly method: string;
  readonly path: string;
  readonly provider: string | undefined;
  /** Path parameter `{id}`, for example a session's id, as sent and not validated. */
  readonly id: string | undefined;
  readonly query: URLSearchParams;
  /** Length of the query string as sent, in bytes. */
  readonly queryBytes: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The Cookie header as sent. Only core/sessions may parse it. */
  readonly cookieHeader: string;
  readonly body: string;
  readonly sourceIp: string;
  readonly userAgent: string;
  readonly requestId: string;
}

/** Largest accepted query string and body, in bytes. Genuine requests are far smaller. */
const maximumQueryBytes = 8 * 1024;
const maximumBodyBytes = 64 * 1024;

/** Converts an API Gateway event to a request. */
export function requestFrom(event: HttpApiEvent): Request {
  const body = event.isBase64Encoded ? Buffer.from(event.body ?? '', 'base64').toString() : (event.body ?? '');
  const { http, requestId } = event.requestContext;
  return {
    routeKey: event.routeKey,
    method: http.method,
    path: event.rawPath,
    provider: event.pathParameters?.['provider'],
    id: event.pathParameters?.['id'],
    query: new URLSearchParams(event.rawQueryString),
    queryBytes: Buffer.byteLength(event.rawQueryString),
    headers: event.headers,
    cookieHeader: event.cookies?.join('; ') ?? event.headers['cookie'] ?? '',
    body,
    sourceIp: http.sourceIp,
    userAgent: http.userAgent ?? '',
    requestId,
  };
}

/**
 * Checks the size of a request.
 * @returns The request, unchanged.
 * @throws Problem `too_large` for an oversized query string or body.
 */
export function checkSize(request: Request): Request {
  if (request.queryBytes > maximumQueryBytes || Buffer.byteLength(request.body) > maximumBodyBytes) {
    throw new Problem('too_large', 'query string or body over the limit');
  }
  return request;
}

/**
 * Media type of the request's body in lower case, without parameters (RFC 9110 section 8.3.1); empty if the header is
 * absent.
 */
export function mediaType({ headers }: Request): string {
  const [type = ''] = (headers['content-type'] ?? '').split(';');
  return type.trim().toLowerCase();
}

/**
 * Parses a posted form (application/x-www-form-urlencoded, with any media type parameters).
 * @returns undefined if the request does not post a form.
 */
export function readForm(request: Request): URLSearchParams | undefined {
  const isForm = request.method === 'POST' && mediaType(request) === 'application/x-www-form-urlencoded';
  return isForm ? new URLSearchParams(request.body) : undefined;
}
