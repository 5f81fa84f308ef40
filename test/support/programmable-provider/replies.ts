import { setTimeout as sleep } from 'node:timers/promises';
import type { Reply } from './misbehaviour.ts';

/** Answers with a status and a JSON document. */
export function json(status: number, document: object): Reply {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(document));
  };
}

/** Answers with a page, whatever was asked for. */
export const page: Reply = (response) => {
  response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Maintenance</title>');
};

/** Sends the client elsewhere. */
export function redirect(location: string): Reply {
  return (response) => {
    response.writeHead(307, { location }).end();
  };
}

/** Cuts the connection without an answer. */
export const reset: Reply = (response) => {
  response.socket?.resetAndDestroy();
};

/** Never answers. */
export const hang: Reply = () => undefined;

/** Begins a JSON document and goes on byte by byte, for ever. */
export const drip: Reply = async (response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write('{"id_token":"');
  while (!response.destroyed) {
    response.write('a');
    await sleep(100, undefined, { ref: false });
  }
};

/** Answers with a document of a megabyte. */
export const oversize: Reply = json(200, { id_token: 'a'.repeat(1024 * 1024) });

/** Answers a moment late. */
export function late(milliseconds: number): Reply {
  return async (_, proceed) => {
    await sleep(milliseconds);
    await proceed();
  };
}

/** Gives the regular answer, which says that it is of another type. */
export function ofType(contentType: string): Reply {
  return async (response, proceed) => {
    const writeHead = response.writeHead.bind(response);
    response.writeHead = (status: number) => writeHead(status, { 'content-type': contentType });
    await proceed();
  };
}
