import { isObject } from '../../../functions/core/base/json.ts';

/** An HTTP response to send. */
export interface WireResponse {
  readonly status: number;
  /** Header values by name. A list means that the header is sent several times. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer;
}

/** A response that the gateway makes itself, for example an error, in API Gateway's format. */
export function gatewayMessage(status: number, message: string): WireResponse {
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify({ message })),
  };
}

/** API Gateway's response if a function fails or returns an invalid result. */
export const internalServerError = gatewayMessage(500, 'Internal Server Error');

/**
 * Response for a function's result (API Gateway guide: "Lambda function response for format 2.0"). `result` is JSON text;
 * a result without `statusCode` is the body of a 200 response.
 */
export function toWireResponse(result: string): WireResponse {
  const value: unknown = JSON.parse(result);
  if (!isObject(value) || value['statusCode'] === undefined) {
    return { status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from(result) };
  }
  const status = Number(value['statusCode']);
  const body = value['body'] ?? '';
  if (!Number.isInteger(status) || status < 100 || status > 599 || typeof body !== 'string') return internalServerError;
  const headers: Record<string, string | string[]> = {};
  for (const [name, content] of Object.entries(isObject(value['headers']) ? value['headers'] : {})) {
    headers[name.toLowerCase()] = String(content);
  }
  if (Array.isArray(value['cookies'])) headers['set-cookie'] = value['cookies'].map(String);
  return { status, headers, body: Buffer.from(body, value['isBase64Encoded'] === true ? 'base64' : 'utf8') };
}
