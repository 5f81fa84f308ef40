import { createHash, createHmac } from 'node:crypto';

/** What a caller signs with. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** What is signed: a POST to the root path of an endpoint. */
export interface SignedRequest {
  /** Host and port, as in the Host header. */
  readonly host: string;
  readonly region: string;
  /** The service's name in the credential scope, for example `dynamodb`. */
  readonly service: string;
  /** Headers to send and to sign, in lower case, without `host`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly now: Date;
}

/** All headers of the request with its Signature Version 4 (AWS: "Create a signed AWS API request"). */
export function signedHeaders(request: SignedRequest, credentials: Credentials): Record<string, string> {
  const time = request.now.toISOString().replace(/[-:]|\.\d{3}/g, '');
  const headers: Record<string, string> = { ...request.headers, host: request.host, 'x-amz-date': time };
  if (credentials.sessionToken !== undefined) headers['x-amz-security-token'] = credentials.sessionToken;
  const names = Object.keys(headers).sort();
  const canonicalHeaders = names.map((name) => `${name}:${headers[name]}\n`).join('');
  const signed = names.join(';');
  const canonicalRequest = `POST\n/\n\n${canonicalHeaders}\n${signed}\n${sha256(request.body)}`;
  const scope = [time.slice(0, 8), request.region, request.service, 'aws4_request'];
  const signature = hmac(
    scope.reduce<Buffer | string>(hmac, `AWS4${credentials.secretAccessKey}`),
    `AWS4-HMAC-SHA256\n${time}\n${scope.join('/')}\n${sha256(canonicalRequest)}`,
  ).toString('hex');
  headers['authorization'] =
    `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope.join('/')}, SignedHeaders=${signed}, Signature=${signature}`;
  return headers;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
