import { createEvent } from '../lib/local/gateway/event.ts';
import type { FunctionProcess, Outcome, Result } from './function-process.ts';
import type { Provider } from './provider.ts';

/** A started login. */
interface Login {
  /** Name and value of the login attempt's cookie. */
  readonly cookie: string;
  readonly state: string;
  readonly nonce: string;
}

/** Measurements and session cookies of sign-ins. */
export interface SignedIn {
  readonly login: Outcome;
  readonly callback: Outcome;
  /** Each browser's session cookie, name and value. */
  readonly cookies: readonly string[];
}

/** Signs the subjects in one after the other, each in a browser of its own. */
export async function signIn(
  functions: { readonly login: FunctionProcess; readonly callback: FunctionProcess },
  provider: Provider,
  subjects: readonly string[],
): Promise<SignedIn> {
  const start = request('GET', '/login/authentiq?return_to=%2F', 'GET /login/{provider}');
  const login = await functions.login.run(subjects.map(() => start));
  const callback = await functions.callback.run(
    login.results.map((result, index) => returning(readLogin(result), provider, subjects[index] ?? '')),
  );
  return { login, callback, cookies: callback.results.map((result) => cookieOf(result, 'postern-session=')) };
}

/** The event of a session check. */
export function sessionCheck(cookie: string): object {
  return request('GET', '/session', 'GET /session', { cookie, accept: 'application/json' });
}

/** The event of signing out. */
export function signOut(cookie: string): object {
  return request('POST', '/logout', 'POST /logout', { cookie, 'sec-fetch-site': 'same-origin' });
}

/** The event of a callback: the browser returns from the provider. */
function returning({ cookie, state, nonce }: Login, provider: Provider, subject: string): object {
  const code = provider.grant({ subject, nonce });
  const query = new URLSearchParams({ code, state });
  return request('GET', `/callback/authentiq?${query}`, 'GET /callback/{provider}', { cookie });
}

function readLogin(result: Result): Login {
  const parameters = new URL(result.headers['location'] ?? '').searchParams;
  return {
    cookie: cookieOf(result, 'postern-login-'),
    state: parameters.get('state') ?? '',
    nonce: parameters.get('nonce') ?? '',
  };
}

function cookieOf({ cookies }: Result, name: string): string {
  const found = cookies.find((cookie) => cookie.startsWith(`__Host-${name}`));
  if (found === undefined) throw new Error(`No cookie ${name} was set.`);
  return found.slice(0, found.indexOf(';'));
}

/** The HTTP API's event for a browser's request. */
function request(
  method: string,
  url: string,
  routeKey: string,
  headers: Readonly<Record<string, string>> = {},
): object {
  const sent = {
    host: 'login.example.com',
    'user-agent':
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
    accept: 'text/html',
    'accept-language': 'en',
    ...headers,
  };
  const wire = {
    method,
    url,
    httpVersion: '1.1',
    rawHeaders: Object.entries(sent).flat(),
    body: Buffer.alloc(0),
    remoteAddress: '192.0.2.1',
    localPort: 443,
  };
  const pathParameters = routeKey.includes('{provider}') ? { provider: 'authentiq' } : {};
  return createEvent(wire, { routeKey, pathParameters }, new Date());
}
