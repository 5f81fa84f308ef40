import { isObject } from '../../../functions/core/base/json.ts';

/** Response of the deployment's own API. */
export interface ApiAnswer {
  readonly status: number;
  /** The member `code` of the body, if the response is a problem document (an error as JSON, RFC 9457). */
  readonly code?: string;
}

/**
 * Sends a GET request to the deployment's own API.
 * @throws Error if the API does not respond within the timeout.
 */
export async function callApi(url: string, timeoutMs: number): Promise<ApiAnswer> {
  const signal = AbortSignal.timeout(timeoutMs);
  const response = await fetch(url, { headers: { accept: 'application/json' }, redirect: 'manual', signal });
  const document: unknown = await response.json().catch(() => undefined);
  const code = isObject(document) ? document['code'] : undefined;
  return { status: response.status, ...(typeof code === 'string' && { code }) };
}
