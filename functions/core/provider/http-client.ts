import { type ClientRequest, request as httpRequest, type RequestOptions } from 'node:http';
import { Agent, request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import type { Deadline } from '../base/deadline.ts';
import { sendRequest, UnusableAnswer } from '../base/http-exchange.ts';
import { Problem } from '../errors.ts';
import { isAllowedUrl } from '../oidc/allowed-url.ts';
import type { ProviderAnswer } from '../oidc/token-response.ts';
import { InternalAddress, isInternalAddress, publicLookup } from './internal-address.ts';

/** An HTTP request to one of a provider's endpoints. */
export interface ProviderCall {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/**
 * Sends a request to a provider's endpoint. Throws Problem `provider_unreachable` if no response came in time,
 * `provider_error` for a URL or response that is not acceptable.
 */
export type CallProvider = (call: ProviderCall, deadline: Deadline) => Promise<ProviderAnswer>;

/** Maximum bytes of a response. The largest responses, metadata and JWKS, have some thousand bytes. */
const maximumBytes = 512 * 1024;

/**
 * Creates the HTTP client for one provider. It follows no redirect, accepts no content encoding and never retries.
 * @param configuredHost Host of the configured issuer. Only this host may have an internal IP address. A host that only
 * the provider's metadata names must have a public IP address, which prevents SSRF.
 * @param loopbackHttp Allows plain http to this machine, for local runs.
 */
export function createProviderClient(configuredHost: string, loopbackHttp: boolean): CallProvider {
  // No keep-alive. Lambda freezes the function between requests, and its idle connections die meanwhile. A code
  // exchange over a dead connection would fail the login, since the login attempt is already consumed.
  const agent = new Agent({ keepAlive: false });
  return async (call, deadline) => {
    if (!isAllowedUrl(call.url, loopbackHttp)) throw new Problem('provider_error', 'the URL may not be called');
    const url = new URL(call.url);
    const options = optionsOf(call);
    if (url.protocol === 'http:') return send(httpRequest(url, { ...options, agent: false }), call, deadline);
    const trusted = url.host === configuredHost;
    if (!trusted && isInternalIp(url.hostname)) throw refusedAddress(new InternalAddress(url.hostname));
    const guarded = trusted ? {} : { lookup: publicLookup };
    return send(httpsRequest(url, { ...options, ...guarded, agent }), call, deadline);
  };
}

function isInternalIp(hostname: string): boolean {
  const address = hostname.replace(/^\[|\]$/g, '');
  return isIP(address) !== 0 && isInternalAddress(address);
}

function optionsOf(call: ProviderCall): RequestOptions {
  return {
    method: call.method,
    headers: {
      accept: 'application/json',
      'accept-encoding': 'identity',
      'user-agent': 'Postern',
      ...call.headers,
      ...(call.body !== undefined && { 'content-length': String(Buffer.byteLength(call.body)) }),
    },
  };
}

async function send(request: ClientRequest, call: ProviderCall, deadline: Deadline): Promise<ProviderAnswer> {
  try {
    return await sendRequest(request, call.body, { timeoutMs: deadline.remaining(), maxBytes: maximumBytes });
  } catch (error) {
    throw problemOf(error);
  }
}

function problemOf(cause: unknown): Problem {
  if (cause instanceof InternalAddress) return refusedAddress(cause);
  if (cause instanceof UnusableAnswer) return new Problem('provider_error', cause.message);
  return new Problem('provider_unreachable', 'the provider does not answer', { cause });
}

function refusedAddress(cause: InternalAddress): Problem {
  return new Problem('provider_error', 'an endpoint of the provider leads to an internal address', { cause });
}
