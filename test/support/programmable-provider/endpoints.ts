import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { JWTPayload } from 'jose';
import { authenticates, type Client, type Grants } from './grants.ts';
import type { Document, Endpoint, Grant, Misbehaviour } from './misbehaviour.ts';
import type { Signer } from './signer.ts';

/** How the client manages its registration (RFC 7592). */
export interface Registration {
  readonly token: string;
  /** Gives the client a new secret; it is still known by the one so far. */
  renew(): void;
}

/** Whether authorization requests may be pushed, or have to be. */
export type Pushing = 'offered' | 'required';

/** What the endpoints work with. */
export interface Context {
  readonly issuer: string;
  /** Where its endpoints are, without a trailing slash. */
  readonly origin: string;
  readonly client: Client;
  readonly registration: Registration;
  readonly grants: Grants;
  /** Whether authorization requests may be pushed, or have to be. */
  readonly pushing: Pushing | undefined;
  readonly signer: Signer;
  /** Claims of UserInfo, by subject. */
  readonly people: ReadonlyMap<string, Document>;
  /** What it does otherwise than it should, at this moment. */
  readonly misbehaviour: () => Misbehaviour;
}

interface ServedEndpoint {
  readonly name: Endpoint;
  readonly serve: Serve;
}

type Serve = (context: Context, request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void> | void;

/** The metadata, whose path is the issuer's. */
export const metadataEndpoint: ServedEndpoint = { name: 'discovery', serve: discovery };

/** The other endpoints by path, behaving well but for what the context's misbehaviour changes. */
export const endpoints: Readonly<Record<string, ServedEndpoint>> = {
  '/jwks': { name: 'jwks', serve: jwks },
  '/par': { name: 'push', serve: push },
  '/authorize': { name: 'authorize', serve: authorize },
  '/token': { name: 'token', serve: token },
  '/register/client-1': { name: 'registration', serve: registration },
  '/userinfo': { name: 'userinfo', serve: userinfo },
  '/end-session': { name: 'endSession', serve: endSession },
  '/logout': { name: 'endSession', serve: cognitoLogout },
};

function send(response: ServerResponse, status: number, document: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(document));
}

function discovery(
  { issuer, origin, pushing, misbehaviour }: Context,
  _: IncomingMessage,
  response: ServerResponse,
): void {
  const document = {
    issuer,
    authorization_endpoint: `${origin}/authorize`,
    token_endpoint: `${origin}/token`,
    userinfo_endpoint: `${origin}/userinfo`,
    jwks_uri: `${origin}/jwks`,
    end_session_endpoint: `${origin}/end-session`,
    ...(pushing !== undefined && { pushed_authorization_request_endpoint: `${origin}/par` }),
    ...(pushing === 'required' && { require_pushed_authorization_requests: true }),
  };
  send(response, 200, misbehaviour().discovery?.(document) ?? document);
}

function jwks({ signer, misbehaviour }: Context, _: IncomingMessage, response: ServerResponse): void {
  send(response, 200, misbehaviour().jwks?.(signer.jwks()) ?? signer.jwks());
}

async function push(context: Context, message: IncomingMessage, response: ServerResponse): Promise<void> {
  const request = new URLSearchParams(await text(message));
  if (!(await knows(context, message, request))) return send(response, 401, { error: 'invalid_client' });
  if (request.get('client_id') !== context.client.clientId || request.has('request_uri')) {
    return send(response, 400, { error: 'invalid_request' });
  }
  const answer = { request_uri: context.grants.keepRequest(request), expires_in: 60 };
  send(response, 201, context.misbehaviour().pushed?.(answer) ?? answer);
}

function authorize(context: Context, _: IncomingMessage, response: ServerResponse, url: URL): void {
  const { grants, pushing, misbehaviour } = context;
  const isPushed = pushing === 'required' || url.searchParams.has('request_uri');
  const request = isPushed ? grants.takeRequest(url.searchParams) : url.searchParams;
  if (request === undefined) {
    send(response, 400, { error: 'invalid_request_uri' });
    return;
  }
  const answer = new URLSearchParams({ code: grants.issueCode(request), state: request.get('state') ?? '' });
  misbehaviour().authorization?.(answer, request);
  const redirectUri = request.get('redirect_uri') ?? '';
  if (request.get('response_mode') !== 'form_post') {
    response.writeHead(302, { location: `${redirectUri}?${answer}` }).end();
    return;
  }
  const quoted = [...answer].map(([name, value]) => [name, value.replaceAll('&', '&amp;').replaceAll('"', '&quot;')]);
  const inputs = quoted.map(([name, value]) => `<input type="hidden" name="${name}" value="${value}">`).join('');
  response.writeHead(200, { 'content-type': 'text/html' });
  response.end(`<form method="post" action="${redirectUri}">${inputs}</form>`);
}

async function token(context: Context, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { grants, misbehaviour } = context;
  const form = new URLSearchParams(await text(request));
  if (!(await knows(context, request, form))) return send(response, 401, { error: 'invalid_client' });
  const grant = grants.takeCode(form);
  if (grant === undefined) return send(response, 400, { error: 'invalid_grant' });
  const tokens = {
    access_token: grants.issueAccessToken(grant),
    token_type: 'Bearer',
    expires_in: 300,
    id_token: await idToken(context, grant),
  };
  send(response, 200, (await misbehaviour().tokens?.(tokens, grant)) ?? tokens);
}

/** Whether a request authenticates the client. */
async function knows({ client, misbehaviour }: Context, { headers }: IncomingMessage, form: URLSearchParams) {
  return misbehaviour().client?.(form) ?? authenticates(client, headers.authorization ?? '', form);
}

function registration({ client, registration }: Context, request: IncomingMessage, response: ServerResponse): void {
  const known = request.headers.authorization === `Bearer ${registration.token}`;
  if (known && request.method === 'PUT') registration.renew();
  if (known) send(response, 200, { client_id: client.clientId, client_secret: client.clientSecret });
  else send(response, 401, { error: 'invalid_token' });
}

async function idToken({ issuer, client, signer, misbehaviour }: Context, grant: Grant): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const claims: JWTPayload = {
    iss: issuer,
    sub: grant.sub,
    aud: client.clientId,
    iat: now,
    exp: now + 300,
    nonce: grant.nonce,
    ...(grant.maxAge !== undefined && { auth_time: now }),
  };
  const { claims: changeClaims, header: changeHeader, idToken: make } = misbehaviour();
  const changed = (await changeClaims?.(claims, grant)) ?? claims;
  const header = changeHeader?.(signer.header()) ?? signer.header();
  return make === undefined ? signer.sign(header, changed) : make(header, changed, signer);
}

async function userinfo(context: Context, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { issuer, client, grants, people, signer } = context;
  const { userinfo: change, signedUserinfo: sign } = context.misbehaviour();
  const grant = grants.ofBearer(request.headers.authorization ?? '');
  if (grant === undefined) return send(response, 401, { error: 'invalid_token' });
  const regular = { sub: grant.sub, ...people.get(grant.sub) };
  const claims = change?.(regular) ?? regular;
  if (sign === undefined) return send(response, 200, claims);
  const token = await sign({ iss: issuer, aud: client.clientId, ...claims }, signer);
  response.writeHead(200, { 'content-type': 'application/jwt' }).end(token);
}

function endSession(_: Context, __: IncomingMessage, response: ServerResponse, url: URL): void {
  const back = new URL(url.searchParams.get('post_logout_redirect_uri') ?? '/', url);
  const state = url.searchParams.get('state');
  if (state !== null) back.searchParams.set('state', state);
  response.writeHead(302, { location: back.href }).end();
}

/** Cognito's own sign-out, which knows no other parameters. */
function cognitoLogout({ client }: Context, _: IncomingMessage, response: ServerResponse, url: URL): void {
  const back = url.searchParams.get('logout_uri');
  const understood = back !== null && url.searchParams.get('client_id') === client.clientId;
  if (understood && url.searchParams.size === 2) response.writeHead(302, { location: back }).end();
  else send(response, 400, { error: 'Required String parameter is not present' });
}
