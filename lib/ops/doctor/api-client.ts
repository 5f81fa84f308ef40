import { isObject } from '../../../functions/core/base/json.ts';

/** What our own API answered. */
export interface ApiAnswer {
  readonly status: number;
  /** `code` of a problem document. */
  readonly code?: string;
}

/**
 * Asks our own API.
 * @param url Base URL and path.
 * @throws Error where it does not answer in time.
 */
export async function callApi(url: string, milliseconds: number): Promise<ApiAnswer> {
  const signal = AbortSignal.timeout(milliseconds);
  const response = await fetch(url, { headers: { accept: 'application/json' }, redirect: 'manual', signal });
  const document: unknown = await response.json().catch(() => undefined);
  const code = isObject(document) ? document['code'] : undefined;
  return { status: response.status, ...(typeof code === 'string' && { code }) };
}
