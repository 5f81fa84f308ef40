import type { ClientRequest, IncomingMessage } from 'node:http';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { Problem } from '../errors.ts';
import { isAllowedUrl } from '../oidc/allowed-url.ts';
import type { ProviderAnswer } from '../oidc/token-response.ts';
import { InternalAddress, isInternalAddress, publicLookup } from './addresses.ts';

/** The time that all calls to a provider on behalf of one request may take together. */
export interface Deadline {
  /** Milliseconds that are left; zero or less when it is over. */
  remaining(): number;
}

/** Starts a deadline. */
export function deadlineIn(milliseconds: number, clock: () => number): Deadline {
  const end = clock() + milliseconds;
  return { remaining: () => end - clock() };
}

/** A call to one of a provider's endpoints. */
export interface ProviderCall {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Calls a provider's endpoint. */
export type CallProvider = (call: ProviderCall, deadline: Deadline) => Promise<ProviderAnswer>;

/** Bytes of an answer; discovery documents and key sets are the largest and have some thousands. */
const maximumBytes = 512 * 1024;

/**
 * Makes the client for one provider. No redirect is followed, no encoding accepted, and nothing is sent twice.
 * @param configuredHost Host of the configured issuer: it may be internal. Hosts that the provider names may not.
 * @param loopbackHttp Allows plain http to this machine, for local runs.
 */
export function createProviderClient(configuredHost: string, loopbackHttp: boolean): CallProvider {
  return (call, deadline) => {
    if (!isAllowedUrl(call.url, loopbackHttp)) throw new Problem('provider_error', 'the URL may not be called');
    const url = new URL(call.url);
    const trusted = url.host === configuredHost || (loopbackHttp && url.protocol === 'http:');
    if (!trusted && isInternalIp(url.hostname)) throw refusedAddress(new InternalAddress(url.hostname));
    return send(url, call, deadline, trusted);
  };
}

function isInternalIp(hostname: string): boolean {
  const address = hostname.replace(/^\[|\]$/g, '');
  return isIP(address) !== 0 && isInternalAddress(address);
}

function send(url: URL, call: ProviderCall, deadline: Deadline, trusted: boolean): Promise<ProviderAnswer> {
  return new Promise((resolve, reject) => {
    const start = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const request = start(url, {
      method: call.method,
      headers: {
        accept: 'application/json',
        'accept-encoding': 'identity',
        'user-agent': 'Postern',
        ...call.headers,
        ...(call.body !== undefined && { 'content-length': String(Buffer.byteLength(call.body)) }),
      },
      ...(!trusted && { lookup: publicLookup }),
    });
    const timer = setTimeout(() => request.destroy(new Error('deadline')), Math.max(0, deadline.remaining()));
    const settle = (outcome: () => void) => {
      clearTimeout(timer);
      outcome();
    };
    request.on('error', (error) => settle(() => reject(unreachable(error))));
    request.on('response', (response) => {
      collect(request, response).then(
        (answer) => settle(() => resolve(answer)),
        (error: unknown) => settle(() => reject(error)),
      );
    });
    request.end(call.body);
  });
}

function collect(request: ClientRequest, response: IncomingMessage): Promise<ProviderAnswer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const fail = (reason: string) => {
      request.destroy();
      reject(new Problem('provider_error', reason));
    };
    if ((response.headers['content-encoding'] ?? 'identity') !== 'identity') fail('the answer is encoded');
    response.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maximumBytes) fail('the answer is too large');
      else chunks.push(chunk);
    });
    response.on('error', (error) => reject(unreachable(error)));
    response.on('end', () =>
      resolve({
        status: response.statusCode ?? 0,
        contentType: response.headers['content-type'] ?? '',
        body: Buffer.concat(chunks).toString(),
      }),
    );
  });
}

function unreachable(cause: Error): Problem {
  if (cause instanceof InternalAddress) return refusedAddress(cause);
  return new Problem('provider_unreachable', 'the provider does not answer', { cause });
}

function refusedAddress(cause: InternalAddress): Problem {
  return new Problem('provider_error', 'an endpoint of the provider leads to an internal address', { cause });
}
