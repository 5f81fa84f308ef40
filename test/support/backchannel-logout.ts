import { expect } from '@jest/globals';
import type { Browser } from './browser.ts';
import { getSession } from './login.ts';

/** Posts a form to the two places where a provider's logout tokens are taken. */
export function postLogout(
  baseUrl: string,
  provider: string,
  body: URLSearchParams | string,
  headers: Readonly<Record<string, string>> = {},
): Promise<readonly Response[]> {
  const paths = [`/logout/backchannel/${provider}`, `/callback/${provider}`];
  return Promise.all(paths.map((path) => fetch(baseUrl + path, { method: 'POST', body, headers })));
}

/** BCL-400: exactly 400 with `invalid_request`, not to be cached, and the session of this browser goes on. */
export async function expectRefusedLogout(
  baseUrl: string,
  responses: readonly Response[],
  signedIn: Browser,
): Promise<void> {
  for (const response of responses) {
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ error: 'invalid_request' });
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.getSetCookie()).toEqual([]);
  }
  expect((await getSession(baseUrl, signedIn)).status).toBe(200);
}
