import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { within } from '../../../functions/core/base/deadline.ts';
import { closeServer, listen } from '../server.ts';
import { createEvent, type WireRequest } from './event.ts';
import { gatewayMessage, internalServerError, toWireResponse, type WireResponse } from './response.ts';
import { createRouter, type Router } from './router.ts';

/** Invokes a function with an event (JSON text) and returns its result (JSON text). Rejects if the function fails. */
export type Invoke = (event: string) => Promise<string>;

/** A route of the gateway, with the function that it invokes (its integration). */
export interface GatewayRoute {
  readonly routeKey: string;
  readonly invoke: Invoke;
  /** How long the gateway waits for the function (integration timeout). */
  readonly timeoutMs: number;
}

/** A listening gateway, the local stand-in for API Gateway. */
export interface Gateway {
  close(): Promise<void>;
}

/** Quotas of HTTP APIs, in bytes (API Gateway guide: "Quotas for configuring and running an HTTP API"). */
const maxPayload = 10 * 1024 * 1024;
const maxHeaders = 10_240;

/**
 * Serves the routes as API Gateway's HTTP API does, on `port` of each host. Rejects with the Node.js error if the
 * gateway cannot listen.
 */
export async function startGateway(
  routes: readonly GatewayRoute[],
  port: number,
  hosts: readonly string[],
): Promise<Gateway> {
  const router = createRouter(routes);
  const servers = hosts.map(() =>
    // Node.js has its own limit of header size. It is set above the gateway's limit, so that the client receives the
    // gateway's response to large headers.
    createServer({ maxHeaderSize: 4 * maxHeaders }, (request, response) => {
      serve(request, router)
        .catch(() => internalServerError)
        .then((result) => write(request, response, result))
        .catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
    }),
  );
  const close = async (): Promise<void> => {
    await Promise.all(servers.map(closeServer));
  };
  try {
    await Promise.all(servers.map((server, index) => listen(server, port, hosts[index] ?? '127.0.0.1')));
  } catch (error) {
    await close();
    throw error;
  }
  return { close };
}

async function serve(request: IncomingMessage, router: Router<GatewayRoute>): Promise<WireResponse> {
  const { method = 'GET', url = '/' } = request;
  if (headerBytes(request) > maxHeaders) return gatewayMessage(431, 'Request Header Fields Too Large');
  const path = url.split('?', 1)[0] ?? '/';
  if (!path.startsWith('/') || !isDecodable(path)) return gatewayMessage(400, 'Bad Request');
  const match = router(method, path);
  if (match === undefined) return gatewayMessage(404, 'Not Found');
  const body = await readBody(request);
  if (body === undefined) return gatewayMessage(413, 'Request Entity Too Large');
  const served = { routeKey: match.route.routeKey, pathParameters: match.pathParameters };
  const event = createEvent(wireRequest(request, method, url, body), served, new Date());
  const result = await within(match.route.invoke(JSON.stringify(event)), match.route.timeoutMs, () => undefined);
  return result === undefined ? gatewayMessage(503, 'Service Unavailable') : toWireResponse(result);
}

function wireRequest(request: IncomingMessage, method: string, url: string, body: Buffer): WireRequest {
  return {
    method,
    url,
    httpVersion: request.httpVersion,
    rawHeaders: request.rawHeaders,
    body,
    remoteAddress: request.socket.remoteAddress ?? '',
    localPort: request.socket.localPort ?? 0,
  };
}

/** Size of a request's headers as API Gateway's quota counts it: request line, header names and header values. */
function headerBytes(request: IncomingMessage): number {
  const line = `${request.method} ${request.url} HTTP/1.1`;
  return request.rawHeaders.reduce((sum, text) => sum + Buffer.byteLength(text), Buffer.byteLength(line));
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

/** The request's body; undefined if the body exceeds the quota. Excess data is read and discarded. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length <= maxPayload) chunks.push(chunk);
  }
  return length > maxPayload ? undefined : Buffer.concat(chunks);
}

function write(request: IncomingMessage, response: ServerResponse, result: WireResponse): void {
  for (const [name, value] of Object.entries(result.headers)) response.setHeader(name, value);
  response.setHeader('content-length', result.body.length);
  response.writeHead(result.status);
  response.end(request.method === 'HEAD' ? undefined : result.body);
}
