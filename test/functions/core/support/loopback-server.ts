import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { closeServer, listenAnywhere } from '../../../../lib/local/server.ts';

/** A request as the server received it. */
export interface Received {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Answers a request, or doesn't. */
export type Answer = (response: ServerResponse, received: Received) => unknown;

/** An HTTP server on loopback that answers as the test says at the moment. */
export interface LoopbackServer {
  /** Without a trailing slash. */
  readonly origin: string;
  /** Host and port. */
  readonly host: string;
  readonly received: readonly Received[];
  answer(by: Answer): void;
  close(): Promise<void>;
}

/** Starts a server; until told otherwise it answers 200 with an empty JSON object. */
export async function startLoopbackServer(): Promise<LoopbackServer> {
  const received: Received[] = [];
  let current: Answer = (response) => response.setHeader('content-type', 'application/json').end('{}');
  const server = createServer((request, response) => {
    text(request).then((body) => {
      const { method, url, headers } = request;
      const latest = { method, url, headers, body };
      received.push(latest);
      current(response, latest);
    }, response.destroy.bind(response));
  });
  const host = `127.0.0.1:${await listenAnywhere(server)}`;
  return {
    origin: `http://${host}`,
    host,
    received,
    answer(by) {
      current = by;
    },
    close: () => closeServer(server),
  };
}

/** Answers with JSON. */
export function jsonAnswer(value: unknown, status = 200): Answer {
  return (response) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}
