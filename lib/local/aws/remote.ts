import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { text } from 'node:stream/consumers';
import { region } from '../account-and-region.ts';
import { LocalFailure } from '../failure.ts';
import type { AwsRequest, AwsResponse, AwsService } from './request.ts';
import { type Credentials, signedHeaders } from './sign.ts';

/** A service that is reached over HTTP. */
export interface RemoteService {
  readonly call: AwsService;
  /** Closes the connections that are kept alive. */
  close(): void;
}

/** Speaks to a service at `endpoint` over kept-alive connections, signing with `credentials`. */
export function connectService(
  endpoint: URL,
  service: { readonly name: string; readonly contentType: string },
  credentials: Credentials,
): RemoteService {
  const secure = endpoint.protocol === 'https:';
  const agent = secure ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });
  const send = secure ? httpsRequest : httpRequest;

  function call({ target, body }: AwsRequest): Promise<AwsResponse> {
    const headers = signedHeaders(
      {
        host: endpoint.host,
        region,
        service: service.name,
        headers: { 'content-type': service.contentType, 'x-amz-target': target },
        body,
        now: new Date(),
      },
      credentials,
    );
    headers['content-length'] = String(Buffer.byteLength(body));
    return new Promise((resolve, reject) => {
      const outgoing = send(endpoint, { method: 'POST', agent, headers }, (response) => {
        readResponse(response).then(resolve, reject);
      });
      outgoing.on('error', (cause) => {
        reject(
          new LocalFailure(`${endpoint} does not answer (${cause.message}): start what should listen there.`, {
            cause,
          }),
        );
      });
      outgoing.end(body);
    });
  }
  return { call, close: () => agent.destroy() };
}

async function readResponse(response: IncomingMessage): Promise<AwsResponse> {
  return { status: response.statusCode ?? 502, body: await text(response) };
}

/** The endpoint that an environment variable names, if it does. Throws `LocalFailure` where it is not an http(s) URL. */
export function endpointVariable(name: string): URL | undefined {
  const value = process.env[name];
  if (value === undefined || value === '') return undefined;
  const url = URL.parse(value);
  if (url !== null && ['http:', 'https:'].includes(url.protocol)) return url;
  throw new LocalFailure(`${name} must be an http or https URL, not ${JSON.stringify(value)}: mend it or unset it.`);
}

/** Credentials for servers that take the stand-ins' place: those of the environment, or made-up ones. */
export function remoteCredentials(): Credentials {
  const accessKeyId = process.env['AWS_ACCESS_KEY_ID'];
  const secretAccessKey = process.env['AWS_SECRET_ACCESS_KEY'];
  const sessionToken = process.env['AWS_SESSION_TOKEN'];
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    return { accessKeyId: 'local', secretAccessKey: 'local' };
  }
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
}
