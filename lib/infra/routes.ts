import type { SettingsByFunction } from '../../functions/core/contract/settings.ts';

/** A function behind the HTTP API, by the name of its folder in functions/. */
export type FunctionName = keyof SettingsByFunction;

/** One route of the HTTP API. */
export interface Route {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'DELETE' | 'OPTIONS';
  /** Path in API Gateway's notation: `{name}` matches one path segment. */
  readonly path: string;
  readonly function: FunctionName;
  /** Purpose of the route, in one line. */
  readonly does: string;
}

/**
 * Every route of the HTTP API. The CloudFormation template, the local gateway and the documentation are made from this
 * table.
 */
export const routes: readonly Route[] = [
  { method: 'GET', path: '/', function: 'session', does: 'redirects to the landing page' },
  { method: 'GET', path: '/login', function: 'login', does: 'the sign-in page; starts a login if `iss` is given' },
  { method: 'GET', path: '/login/{provider}', function: 'login', does: 'starts a login at the provider' },
  { method: 'GET', path: '/callback/{provider}', function: 'callback', does: 'finishes a login (response_mode=query)' },
  {
    method: 'POST',
    path: '/callback/{provider}',
    function: 'callback',
    does: 'finishes a login (response_mode=form_post), or processes a posted logout_token',
  },
  { method: 'GET', path: '/session', function: 'session', does: 'the signed-in user and the session, or 401' },
  { method: 'OPTIONS', path: '/session', function: 'session', does: 'CORS preflight for listed app origins' },
  { method: 'POST', path: '/session/token', function: 'session', does: 'a short-lived signed JWT for calling APIs' },
  { method: 'OPTIONS', path: '/session/token', function: 'session', does: 'CORS preflight for listed app origins' },
  { method: 'GET', path: '/.well-known/jwks.json', function: 'session', does: 'the keys that verify those tokens' },
  { method: 'GET', path: '/sessions', function: 'session', does: 'all sessions of the signed-in user' },
  { method: 'DELETE', path: '/sessions', function: 'session', does: 'ends all sessions but the current one' },
  { method: 'POST', path: '/sessions', function: 'session', does: 'the same for a form with _method=DELETE' },
  { method: 'OPTIONS', path: '/sessions', function: 'session', does: 'CORS preflight for listed app origins' },
  { method: 'DELETE', path: '/sessions/{id}', function: 'session', does: 'ends one session' },
  { method: 'POST', path: '/sessions/{id}', function: 'session', does: 'the same for a form with _method=DELETE' },
  { method: 'OPTIONS', path: '/sessions/{id}', function: 'session', does: 'CORS preflight for listed app origins' },
  { method: 'GET', path: '/account', function: 'session', does: 'profile, linked providers and sessions on one page' },
  {
    method: 'POST',
    path: '/account/providers/{provider}',
    function: 'login',
    does: 'starts linking the provider to the account, or unlinks it (form with _method=DELETE)',
  },
  {
    method: 'DELETE',
    path: '/account/providers/{provider}',
    function: 'login',
    does: 'unlinks the provider from the account',
  },
  { method: 'POST', path: '/logout', function: 'session', does: 'ends the session, then goes on to the provider' },
  {
    method: 'POST',
    path: '/logout/backchannel/{provider}',
    function: 'session',
    does: 'OpenID Connect Back-Channel Logout 1.0',
  },
  {
    method: 'GET',
    path: '/logout/frontchannel/{provider}',
    function: 'session',
    does: 'OpenID Connect Front-Channel Logout 1.0',
  },
  { method: 'GET', path: '/health', function: 'session', does: '200 when the API is up' },
  { method: 'HEAD', path: '/health', function: 'session', does: 'the same without a body, for monitors' },
];

/** The function that receives every request that matches no route. It responds with 404 or 405. */
export const defaultFunction: FunctionName = 'session';
