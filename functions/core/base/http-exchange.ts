import type { ClientRequest, IncomingMessage } from 'node:http';
import { within } from './deadline.ts';

/** Limits of one HTTP exchange (a request and its response). */
export interface ExchangeLimits {
  /** Milliseconds for the whole exchange, from connecting to the last byte of the response's body. */
  readonly timeoutMs: number;
  /** Maximum bytes of the response's body. */
  readonly maxBytes: number;
}

/** A complete HTTP response, with its whole body. */
export interface HttpAnswer {
  readonly status: number;
  /** Media type of the body in lower case, without parameters; absent if the response names none. */
  readonly contentType?: string;
  readonly body: string;
}

/** Thrown if a response arrived but is unusable: too large, compressed, or a protocol upgrade. */
export class UnusableAnswer extends Error {
  override name = 'UnusableAnswer';
}

/**
 * Sends a prepared request and reads the whole response. The promise settles within the time limit whatever the
 * connection does: some responses, such as a 101, raise neither an error nor a response event. If `timeoutMs` is zero
 * or less, nothing is sent.
 * @throws UnusableAnswer; otherwise the network error of Node.js, or an Error if no response arrived in time.
 */
export async function sendRequest(
  request: ClientRequest,
  body: string | undefined,
  { timeoutMs, maxBytes }: ExchangeLimits,
): Promise<HttpAnswer> {
  if (timeoutMs <= 0) {
    request.on('error', () => undefined).destroy();
    throw new Error('no time is left');
  }
  try {
    return await within(receive(request, body, maxBytes), timeoutMs, () => {
      throw new Error('no answer in time');
    });
  } catch (error) {
    request.destroy();
    throw error;
  }
}

function receive(request: ClientRequest, body: string | undefined, maxBytes: number): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    request.on('error', reject);
    request.on('upgrade', () => reject(new UnusableAnswer('the answer changes the protocol')));
    request.on('response', (response) => collect(response, maxBytes).then(resolve, reject));
    request.end(body);
  });
}

async function collect(response: IncomingMessage, maxBytes: number): Promise<HttpAnswer> {
  if ((response.headers['content-encoding'] ?? 'identity') !== 'identity') {
    throw new UnusableAnswer('the answer is encoded');
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new UnusableAnswer('the answer is too large');
    chunks.push(chunk);
  }
  const contentType = mediaType(response.headers['content-type']);
  return {
    status: response.statusCode ?? 0,
    ...(contentType !== undefined && { contentType }),
    body: Buffer.concat(chunks).toString(),
  };
}

/** The media type of a Content-Type header, in lower case and without parameters (RFC 9110 section 8.3.1). */
function mediaType(header: string | undefined): string | undefined {
  return header?.split(';', 1)[0]?.trim().toLowerCase();
}
