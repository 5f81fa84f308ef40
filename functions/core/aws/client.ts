import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { type HttpAnswer, sendRequest } from '../base/http-exchange.ts';
import { type Credentials, createSigner } from './sign.ts';

/** An AWS service that is called over AWS's JSON protocol. */
export interface Service {
  /** Name of the service in its endpoint and in the credential scope of signatures, for example `dynamodb`. */
  readonly name: string;
  /** Prefix of the header `x-amz-target`, before the operation, for example `DynamoDB_20120810`. */
  readonly target: string;
  /** Media type of requests, for example `application/x-amz-json-1.0`. */
  readonly contentType: string;
}

/** Output of an AWS operation: the JSON object of the response, not validated. */
export type Output = Readonly<Record<string, unknown>>;

/** An error response of an AWS service. `name` is AWS's error code, for example `ValidationException`. */
export class AwsError extends Error {
  readonly status: number;
  readonly output: Output;

  constructor(name: string, status: number, output: Output) {
    super(String(output['message'] ?? output['Message'] ?? 'no message'));
    this.name = name;
    this.status = status;
    this.output = output;
  }
}

/**
 * Calls an operation of an AWS service. Input and output are the JSON objects of request and response.
 * @throws AwsError for an error response; otherwise the network error of Node.js, or an Error if no response arrived in
 * time.
 */
export type Call = (operation: string, input: object) => Promise<Output>;

/**
 * Limits of one attempt of a call. Two attempts end well within the ten seconds that a function has for an HTTP
 * request. DynamoDB's responses have at most 16 MB.
 */
const defaultLimits = { timeoutMs: 1500, maxBytes: 16 * 1024 * 1024 };
/** Longest wait before the retry, in milliseconds: after a failure, and after throttling. */
const backoffMs = { failure: 100, throttling: 1000 };

const throttling = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
  'TooManyRequestsException',
]);

/** Region, credentials and endpoints with which AWS services are called. */
export interface Connection {
  readonly region: string;
  readonly credentials: Credentials;
  /** URLs that replace AWS's own endpoints, by service name, for example that of a local DynamoDB. */
  readonly endpoints: Readonly<Record<string, string | undefined>>;
  /** Time limit of one attempt of a call, in milliseconds; 1,500 unless given. */
  readonly timeoutMs?: number;
}

/**
 * Creates a client of an AWS service with persistent connections. Transient failures are retried once, so a call fails
 * after about three seconds at most.
 * @param random Returns a number from 0 up to 1, for jitter.
 */
export function createClient(service: Service, connection: Connection, random: () => number): Call {
  const { region, credentials, endpoints, timeoutMs = defaultLimits.timeoutMs } = connection;
  const limits = { ...defaultLimits, timeoutMs };
  const endpoint = new URL(endpoints[service.name] ?? defaultEndpoint(service.name, region));
  const sign = createSigner(credentials, { service: service.name, region });
  const secure = endpoint.protocol === 'https:';
  const pool = { keepAlive: true, maxFreeSockets: 8 };
  const persistent = secure ? new HttpsAgent(pool) : new HttpAgent(pool);
  const start = secure ? httpsRequest : httpRequest;
  const options = {
    method: 'POST',
    protocol: endpoint.protocol,
    hostname: endpoint.hostname.replace(/^\[|\]$/g, ''),
    port: endpoint.port,
    path: '/',
  };

  const send = async (operation: string, body: string, agent: HttpAgent | false): Promise<Output> => {
    const target = `${service.target}.${operation}`;
    const named = { host: endpoint.host, 'content-type': service.contentType, 'x-amz-target': target };
    const headers = { ...sign(named, body, new Date()), 'content-length': Buffer.byteLength(body) };
    return readAnswer(await sendRequest(start({ ...options, agent, headers }), body, limits));
  };

  return async (operation, input) => {
    const body = JSON.stringify(input);
    try {
      return await send(operation, body, persistent);
    } catch (error) {
      if (!isTransient(error)) throw error;
      await sleep(random() * (isThrottling(error) ? backoffMs.throttling : backoffMs.failure));
      // While Lambda had frozen the function, the service may have closed many idle connections. So the retry opens a
      // new one.
      return send(operation, body, false);
    }
  };
}

function readAnswer({ status, body }: HttpAnswer): Output {
  const output: Output = body === '' ? {} : JSON.parse(body);
  if (status === 200) return output;
  const type = String(output['__type'] ?? `status ${status}`);
  throw new AwsError(type.slice(type.lastIndexOf('#') + 1), status, output);
}

/** Whether a retry of the call may succeed: no response arrived, the service failed, or it throttled the call. */
function isTransient(error: unknown): boolean {
  return !(error instanceof AwsError) || error.status >= 500 || isThrottling(error);
}

function isThrottling(error: unknown): boolean {
  return error instanceof AwsError && throttling.has(error.name);
}

function defaultEndpoint(name: string, region: string): string {
  return `https://${name}.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
}
