import type { ClientRequest, IncomingMessage } from 'node:http';

/** What an exchange may take. */
export interface ExchangeLimits {
  readonly milliseconds: number;
  /** Bytes of the answer's body. */
  readonly bytes: number;
}

/** An HTTP answer, whole. */
export interface Answer {
  readonly status: number;
  /** Media type in lower case, without parameters; absent where none is named. */
  readonly contentType?: string;
  readonly body: string;
}

/** An answer that came but cannot be used: too large, compressed, or a change of protocol. */
export class UnusableAnswer extends Error {
  override name = 'UnusableAnswer';
}

/**
 * Sends a request that was made, and collects the answer. It settles within the limit whatever the connection does: some
 * answers (a 101, say) raise neither error nor response. Where no time is left, nothing is sent.
 * @throws UnusableAnswer, or the system's error where none came in time.
 */
export function exchange(request: ClientRequest, body: string | undefined, limits: ExchangeLimits): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => {
      clearTimeout(timer);
      reject(error);
      request.destroy();
    };
    const timer = setTimeout(() => fail(new Error('no answer in time')), limits.milliseconds);
    request.on('error', fail);
    if (limits.milliseconds <= 0) return fail(new Error('no time is left'));
    request.on('upgrade', () => fail(new UnusableAnswer('the answer changes the protocol')));
    request.on('response', (response) =>
      collect(response, limits.bytes).then((answer) => {
        clearTimeout(timer);
        resolve(answer);
      }, fail),
    );
    request.end(body);
  });
}

async function collect(response: IncomingMessage, maximumBytes: number): Promise<Answer> {
  if ((response.headers['content-encoding'] ?? 'identity') !== 'identity') {
    throw new UnusableAnswer('the answer is encoded');
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    bytes += chunk.length;
    if (bytes > maximumBytes) throw new UnusableAnswer('the answer is too large');
    chunks.push(chunk);
  }
  const contentType = mediaType(response.headers['content-type']);
  return {
    status: response.statusCode ?? 0,
    ...(contentType !== undefined && { contentType }),
    body: Buffer.concat(chunks).toString(),
  };
}

/** The media type of a Content-Type header (RFC 9110 section 8.3.1). */
function mediaType(header: string | undefined): string | undefined {
  return header?.split(';', 1)[0]?.trim().toLowerCase();
}
