import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { type HttpAnswer, sendRequest } from '../base/http-exchange.ts';
import { type Credentials, createSigner } from './sign.ts';

/** A service that speaks one of AWS's JSON protocols. */
export interface Service {
  /** Name in endpoint and credential scope, for example `dynamodb`. */
  readonly name: string;
  /** What the target header begins with, for example `DynamoDB_20120810`. */
  readonly target: string;
  /** For example `application/x-amz-json-1.0`. */
  readonly contentType: string;
}

/** What an operation gives, as on the wire. */
export type Output = Readonly<Record<string, unknown>>;

/** An error that the service answered; `name` is AWS's own, for example `ValidationException`. */
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

/** Calls an operation: input and output as on the wire. Throws `AwsError`, or the system's error. */
export type Call = (operation: string, input: object) => Promise<Output>;

/** Of one attempt; two stay well under the ten seconds in which every request is answered. DynamoDB gives 16 MB at most. */
const limits = { timeoutMs: 1500, maxBytes: 16 * 1024 * 1024 };
/** Milliseconds before a further attempt at most: after a failure, and when told to slow down. */
const backoff = { failure: 100, throttling: 1000 };

const throttling = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
  'TooManyRequestsException',
]);

/** Where and as whom AWS is called. */
export interface Connection {
  readonly region: string;
  readonly credentials: Credentials;
  /** Endpoints that take the place of AWS's own, by service. */
  readonly endpoints: Readonly<Record<string, string | undefined>>;
}

/** A client over kept-alive connections. What may pass is tried twice, so a call fails after some three seconds at most. */
export function createClient(service: Service, connection: Connection, random: () => number): Call {
  const { region, credentials, endpoints } = connection;
  const endpoint = new URL(endpoints[service.name] ?? defaultEndpoint(service.name, region));
  const sign = createSigner(credentials, { service: service.name, region });
  const secure = endpoint.protocol === 'https:';
  const pool = { keepAlive: true, maxFreeSockets: 8 };
  const kept = secure ? new HttpsAgent(pool) : new HttpAgent(pool);
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
      return await send(operation, body, kept);
    } catch (error) {
      if (!mayPass(error)) throw error;
      await sleep(random() * (isThrottling(error) ? backoff.throttling : backoff.failure));
      // Of the connections that a frozen function took along, many can be dead: the second attempt takes a new one.
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

/** Whether the same call may go through a moment later: nothing was answered, the service failed, or was too busy. */
function mayPass(error: unknown): boolean {
  return !(error instanceof AwsError) || error.status >= 500 || isThrottling(error);
}

function isThrottling(error: unknown): boolean {
  return error instanceof AwsError && throttling.has(error.name);
}

function defaultEndpoint(name: string, region: string): string {
  return `https://${name}.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
}
