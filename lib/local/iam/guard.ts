import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { JsonObject } from '../../../functions/core/base/json.ts';
import {
  type AwsRequest,
  type AwsResponse,
  type AwsService,
  exceptionResponse,
  inputOf,
  operationOf,
  ServiceException,
} from '../aws/service.ts';
import { closeServer, listenAnywhere } from '../server.ts';
import type { Access } from './access.ts';
import type { Principal } from './principals.ts';

/** The service that a guard protects, and the principals that may call the service. */
export interface GuardOptions {
  readonly service: AwsService;
  /** Content type of the service's responses. */
  readonly contentType: string;
  readonly principals: readonly Principal[];
  /** Returns the permissions that a request needs. */
  readonly access: (operation: string, input: JsonObject) => readonly Access[];
  /** Called with one line for each denied request. */
  readonly log: (line: string) => void;
}

/** A listening IAM guard: a server in front of an AWS service that enforces the policies of the callers. */
export interface Guard {
  /** Endpoint URL of the guard, which the AWS SDK calls in place of the service's. */
  readonly endpoint: string;
  close(): Promise<void>;
}

/**
 * Starts an IAM guard: a server on loopback that callers reach in place of an AWS service. The guard forwards a request
 * to the service if the policy of the caller's role allows it, and otherwise responds with the error that AWS returns.
 * Access key and session token identify the caller: both are random and new at each start. Signatures are not verified,
 * because requests on loopback cannot be modified in transit.
 */
export async function startGuard(options: GuardOptions): Promise<Guard> {
  const principals = new Map(options.principals.map((principal) => [principal.credentials.accessKeyId, principal]));
  const server = createServer((request, response) => {
    answer(request, principals, options)
      .then((result) => write(response, result, options.contentType))
      .catch((error: unknown) => {
        options.log(`${error instanceof Error ? error.message : error}`);
        // The request failed without a response of the service, so the guard sends none either. It closes the caller's
        // connection, as if the caller could not reach the service.
        response.destroy();
      });
  });
  const port = await listenAnywhere(server);
  return { endpoint: `http://127.0.0.1:${port}`, close: () => closeServer(server) };
}

async function answer(
  request: IncomingMessage,
  principals: ReadonlyMap<string, Principal>,
  options: GuardOptions,
): Promise<AwsResponse> {
  const forwarded = { target: String(request.headers['x-amz-target'] ?? ''), body: await text(request) };
  try {
    authorize(authenticate(request, principals), forwarded, options);
  } catch (error) {
    return exceptionResponse(error);
  }
  return options.service(forwarded);
}

/** The principal that sent a request. Throws `ServiceException` if the request's credentials are unknown. */
function authenticate({ headers }: IncomingMessage, principals: ReadonlyMap<string, Principal>): Principal {
  const principal = principals.get(accessKeyOf(headers.authorization));
  if (principal !== undefined && principal.credentials.sessionToken === headers['x-amz-security-token']) {
    return principal;
  }
  throw new ServiceException('UnrecognizedClientException', 'The security token included in the request is invalid.');
}

/** Throws `ServiceException` unless the principal's policy allows every permission that the request needs. */
function authorize({ arn, policy }: Principal, request: AwsRequest, { access, log }: GuardOptions): void {
  const needed = access(operationOf(request), inputOf(request));
  const denied = needed.find(({ action, resource, context }) => !policy.allows(action, resource, context));
  if (denied === undefined) return;
  const message = `User: ${arn} is not authorized to perform: ${denied.action} on resource: ${denied.resource} because no identity-based policy allows the ${denied.action} action`;
  log(`AccessDeniedException: ${message}`);
  throw new ServiceException('AccessDeniedException', message);
}

function accessKeyOf(authorization: string | undefined): string {
  return /Credential=([^/=]+)\//.exec(authorization ?? '')?.[1] ?? '';
}

function write(response: ServerResponse, result: AwsResponse, contentType: string): void {
  response.writeHead(result.status, { 'content-type': contentType, 'content-length': Buffer.byteLength(result.body) });
  response.end(result.body);
}
