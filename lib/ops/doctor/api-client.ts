import { isObject } from '../../../functions/core/base/json.ts';

/** Answer of the deployment's own API. */
export interface ApiAnswer {
  readonly status: number;
  /** `code` of the problem document, if it is one. */
  readonly code?: string;
}

/**
 * Calls the deployment's own API with GET.
 * @throws Error if it does not answer within the timeout.
 */
export async function callApi(url: string, timeoutMs: number): Promise<ApiAnswer> {
  const signal = AbortSignal.timeout(timeoutMs);
  const response = await fetch(url, { headers: { accept: 'application/json' }, redirect: 'manual', signal });
  const document: unknown = await response.json().catch(() => undefined);
  const code = isObject(document) ? document['code'] : undefined;
  return { status: response.status, ...(typeof code === 'string' && { code }) };
}
