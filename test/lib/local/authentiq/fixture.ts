import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt, jwtVerify } from 'jose';
import type { RegisteredClient } from '../../../../lib/local/authentiq/clients.ts';
import { type ProviderOptions, startProvider } from '../../../../lib/local/authentiq/index.ts';
import { Browser } from '../../../support/browser.ts';

export const clientId = 'app';
export const clientSecret = 'a-client-secret-of-at-least-32-characters';
const redirectUri = 'http://localhost:9/callback';

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function body(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}

/** Waits until fetch's connection pool has noticed that the previous server closed its connections. */
async function settle(origin: string): Promise<void> {
  for (;;) {
    const reached = await fetch(`${origin}/phone`).then(
      (response) => response.ok,
      () => false,
    );
    if (reached) return;
  }
}

/** A provider with one relying party, whose back-channel logout endpoint records requests and responds with `backchannelStatus`. */
export async function openFixture() {
  const folder = await mkdtemp(join(tmpdir(), 'authentiq-'));
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const received: string[] = [];
  const backchannel = { status: 200 };
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    body(request).then(
      (text) => {
        received.push(text);
        response.writeHead(backchannel.status).end();
      },
      () => response.destroy(),
    );
  });
  const backchannelPort = await listen(server);
  const client: RegisteredClient = {
    clientId,
    clientSecret,
    name: 'Example App',
    redirectUris: [redirectUri],
    backchannelLogoutUri: `http://localhost:${backchannelPort}/backchannel`,
    postLogoutRedirectUris: ['http://localhost:9/signed-out'],
  };
  const options: ProviderOptions = {
    issuer: `${origin}/`,
    port,
    hosts: ['127.0.0.1', '::1'],
    publicOrigin: origin,
    dataFile: join(folder, 'data', 'provider.json'),
    clients: [client],
  };
  let provider = await startProvider(options);
  return {
    origin,
    client,
    options,
    received,
    backchannel,
    registrations: () => provider.registrations,
    /** Restarts it with the same data, a changed client, and further clients. */
    restart: async (changes: Partial<RegisteredClient> = {}, further: readonly RegisteredClient[] = []) => {
      await provider.close();
      provider = await startProvider({ ...options, clients: [{ ...client, ...changes }, ...further] });
      await settle(origin);
    },
    close: async () => {
      await provider.close();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true });
    },
  };
}

export type Fixture = Awaited<ReturnType<typeof openFixture>>;

/** The relying party's authorization request. */
export function authorizationUrl(fixture: Fixture, scope: string, more: Record<string, string> = {}): URL {
  const url = new URL('/authorize', fixture.origin);
  const parameters = {
    client_id: clientId,
    response_type: 'code',
    redirect_uri: redirectUri,
    scope,
    state: 'xyz',
    nonce: 'n-1',
  };
  url.search = new URLSearchParams({ ...parameters, ...more }).toString();
  return url;
}

/** Starts a sign-in in a computer's browser: its page, and the ticket for the phone. */
export async function begin(fixture: Fixture, computer: Browser, scope: string, more: Record<string, string> = {}) {
  const { url, response } = await computer.follow(authorizationUrl(fixture, scope, more), fixture.origin);
  const page = (await response?.text()) ?? '';
  const ticket = /\/phone\/([\w-]{22})/.exec(page)?.[1] ?? '';
  return { interaction: url, page, ticketUrl: new URL(`/phone/${ticket}`, fixture.origin) };
}

/** Target of the computer's next reload: the relying party, once the phone has decided. */
export async function finish(fixture: Fixture, computer: Browser, interaction: URL): Promise<URL> {
  return (await computer.follow(interaction, fixture.origin)).url;
}

function basic(id: string, secret: string): Record<string, string> {
  const credentials = [id, secret].map(encodeURIComponent).join(':');
  return { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` };
}

/** Error of a token request with a random code: `invalid_grant` if the client secret is right. */
export async function tokenError(fixture: Fixture, secret: string, id = clientId): Promise<unknown> {
  const body = new URLSearchParams({ grant_type: 'authorization_code', code: 'nonsense', redirect_uri: redirectUri });
  const response = await fetch(new URL('/token', fixture.origin), { method: 'POST', body, headers: basic(id, secret) });
  return [response.status, Object(await response.json()).error];
}

/** Exchanges the code of a callback URL, and verifies that the ID token is signed by the secret that authenticates here. */
export async function exchange(
  fixture: Fixture,
  callback: URL,
  method: 'basic' | 'post' = 'basic',
  secret = clientSecret,
) {
  const form = new URLSearchParams({
    grant_type: 'authorization_code',
    code: callback.searchParams.get('code') ?? '',
    redirect_uri: redirectUri,
    ...(method === 'post' && { client_id: clientId, client_secret: secret }),
  });
  const response = await fetch(new URL('/token', fixture.origin), {
    method: 'POST',
    body: form,
    ...(method === 'basic' && { headers: basic(clientId, secret) }),
  });
  const tokens = Object.fromEntries(
    Object.entries(Object(await response.json())).map(([k, value]) => [k, String(value)]),
  );
  const idToken = tokens['id_token'] ?? '';
  const { payload, protectedHeader } = await jwtVerify(idToken, Buffer.from(secret), {
    issuer: fixture.options.issuer,
    audience: clientId,
    algorithms: ['HS256'],
  });
  return { tokens, idToken, claims: payload, header: protectedHeader };
}

/** A complete sign-in that the phone approves, sharing the given items. */
export async function signIn(
  fixture: Fixture,
  { computer = new Browser(), phone = new Browser(), scope = 'aq:name email~rs', share = ['aq:name'] } = {},
  secret = clientSecret,
) {
  const { interaction, ticketUrl } = await begin(fixture, computer, scope);
  await phone.request(ticketUrl, { decision: 'approve', share });
  const callback = await finish(fixture, computer, interaction);
  return { computer, phone, callback, ...(await exchange(fixture, callback, 'basic', secret)) };
}

/** UserInfo for an access token. */
export async function userinfo(fixture: Fixture, accessToken: string): Promise<Record<string, unknown>> {
  const response = await fetch(new URL('/userinfo', fixture.origin), {
    headers: { authorization: `Bearer ${accessToken}` },
  });
  return { ...Object(await response.json()), status: response.status };
}

/** The claims of a logout token in a form body, verified with the client secret. */
export async function logoutClaims(form: string | undefined, fixture: Fixture, secret = clientSecret) {
  const token = new URLSearchParams(form).get('logout_token') ?? '';
  const { payload, protectedHeader } = await jwtVerify(token, Buffer.from(secret), {
    issuer: fixture.options.issuer,
    audience: clientId,
    algorithms: ['HS256'],
  });
  return { payload, protectedHeader, decoded: decodeJwt(token) };
}
