import { randomBytes } from 'node:crypto';
import { trimSpacesAndTabs } from '../../../functions/core/base/trim.ts';
import { accountId } from '../account-and-region.ts';

/** An HTTP request as received. */
export interface WireRequest {
  readonly method: string;
  /** Path and query string as sent, percent-encoded. */
  readonly url: string;
  readonly httpVersion: string;
  /** Alternating names and values, as sent (`IncomingMessage.rawHeaders`). */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  /** IP address of the client that sent the request. */
  readonly remoteAddress: string;
  /** Port that received the request. */
  readonly localPort: number;
}

/** The route that matches the request. */
export interface ServedBy {
  readonly routeKey: string;
  readonly pathParameters: Readonly<Record<string, string>>;
}

/**
 * The event that an HTTP API passes to a function (API Gateway guide: "Lambda proxy integrations", payload format 2.0).
 * As on AWS, `rawPath` is percent-decoded and the query string is not, and cookies are separate from the other headers.
 * A body is encoded in base64 unless its media type is a text type. Forms do not count as text, so they are encoded
 * too.
 */
export function createEvent(request: WireRequest, served: ServedBy, now: Date): Record<string, unknown> {
  const [encodedPath = '/', rawQueryString = ''] = splitOnce(request.url, '?');
  const rawPath = decodeURIComponent(encodedPath);
  const { headers, cookies } = readHeaders(request);
  const query = readQuery(rawQueryString);
  const base64 = !isText(headers['content-type']);
  return {
    version: '2.0',
    routeKey: served.routeKey,
    rawPath,
    rawQueryString,
    ...(cookies.length === 0 ? {} : { cookies }),
    headers,
    ...(rawQueryString === '' ? {} : { queryStringParameters: query }),
    ...(Object.keys(served.pathParameters).length === 0 ? {} : { pathParameters: served.pathParameters }),
    requestContext: {
      accountId: accountId,
      apiId: 'local',
      domainName: 'localhost',
      domainPrefix: 'localhost',
      http: {
        method: request.method,
        path: rawPath,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: sourceIp(request.remoteAddress),
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomBytes(12).toString('base64'),
      routeKey: served.routeKey,
      stage: '$default',
      time: commonLogTime(now),
      timeEpoch: now.getTime(),
    },
    ...(request.body.length === 0 ? {} : { body: request.body.toString(base64 ? 'base64' : 'utf8') }),
    isBase64Encoded: request.body.length > 0 && base64,
  };
}

/**
 * Converts an IPv4-mapped IPv6 address, which dual-stack sockets report, to the IPv4 address in it (RFC 4291 section
 * 2.5.5.2). Other addresses are returned unchanged.
 */
export function sourceIp(remoteAddress: string): string {
  return remoteAddress.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/, '');
}

/**
 * The request's headers and cookies. Cookies are trimmed of spaces and tabs (RFC 6265 section 5.4). Header names are in lower case, and the values of a repeated header are joined by
 * commas. The headers that API Gateway adds (`X-Forwarded-*`) are included.
 */
function readHeaders(request: WireRequest): { headers: Record<string, string>; cookies: string[] } {
  const collected = new Map<string, string[]>();
  for (let index = 0; index + 1 < request.rawHeaders.length; index += 2) {
    const name = (request.rawHeaders[index] ?? '').toLowerCase();
    collected.set(name, [...(collected.get(name) ?? []), request.rawHeaders[index + 1] ?? '']);
  }
  const cookies = (collected.get('cookie') ?? []).flatMap((line) => line.split(';').map(trimSpacesAndTabs));
  collected.delete('cookie');
  collected.set('x-forwarded-for', [...(collected.get('x-forwarded-for') ?? []), sourceIp(request.remoteAddress)]);
  collected.set('x-forwarded-port', [String(request.localPort)]);
  collected.set('x-forwarded-proto', ['http']);
  const headers = Object.fromEntries([...collected].map(([name, values]) => [name, values.join(',')]));
  return { headers, cookies: cookies.filter((cookie) => cookie !== '') };
}

function readQuery(rawQueryString: string): Record<string, string> {
  const values = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(rawQueryString)) {
    const earlier = values.get(name);
    values.set(name, earlier === undefined ? value : `${earlier},${value}`);
  }
  return Object.fromEntries(values);
}

function isText(contentType: string | undefined): boolean {
  const type = (contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  return type.startsWith('text/') || /^application\/(?:json|javascript|xml|[\w.-]+\+(?:json|xml))$/.test(type);
}

/** Time in the Common Log Format, for example `12/Mar/2020:19:03:58 +0000`. */
function commonLogTime(now: Date): string {
  const [, day, month, year, time] = /^\w+, (\d+) (\w+) (\d+) ([\d:]+)/.exec(now.toUTCString()) ?? [];
  return `${day}/${month}/${year}:${time} +0000`;
}

function splitOnce(text: string, separator: string): readonly string[] {
  const index = text.indexOf(separator);
  return index < 0 ? [text] : [text.slice(0, index), text.slice(index + 1)];
}
