import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { type HttpAnswer, sendRequest } from '../base/http-exchange.ts';
import { type Credentials, createSigner } from './sign.ts';

/** An AWS service with a JSON protocol. */
export interface Service {
  /** Name in endpoint and credential scope, for example `dynamodb`. */
  readonly name: string;
  /** Prefix of the target header, for example `DynamoDB_20120810`. */
  readonly target: string;
  /** For example `application/x-amz-json-1.0`. */
  readonly contentType: string;
}

/** Output of an operation, as on the wire. */
export type Output = Readonly<Record<string, unknown>>;

/** An error response of the service; `name` is AWS's own, for example `ValidationException`. */
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

/** Calls an operation, with input and output as on the wire. Throws `AwsError`, or the system's error. */
export type Call = (operation: string, input: object) => Promise<Output>;

/** Of one attempt; two stay well within the ten seconds of a request. DynamoDB returns at most 16 MB. */
const limits = { timeoutMs: 1500, maxBytes: 16 * 1024 * 1024 };
/** Longest wait before the retry: after a failure, and after throttling. */
const backoffMs = { failure: 100, throttling: 1000 };

const throttling = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
  'TooManyRequestsException',
]);

/** Region, credentials and endpoints of AWS calls. */
export interface Connection {
  readonly region: string;
  readonly credentials: Credentials;
  /** Endpoints that replace AWS's own, by service. */
  readonly endpoints: Readonly<Record<string, string | undefined>>;
}

/** A client over persistent connections. Transient failures are retried once, so a call fails within some three seconds. */
export function createClient(service: Service, connection: Connection, random: () => number): Call {
  const { region, credentials, endpoints } = connection;
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
      // After a freeze many idle connections can be dead: the retry opens a new one.
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

/** Whether the same call may succeed later: no response came, the service failed, or it throttled the call. */
function isTransient(error: unknown): boolean {
  return !(error instanceof AwsError) || error.status >= 500 || isThrottling(error);
}

function isThrottling(error: unknown): boolean {
  return error instanceof AwsError && throttling.has(error.name);
}

function defaultEndpoint(name: string, region: string): string {
  return `https://${name}.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
}
