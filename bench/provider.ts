import { createHmac, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { closeServer, listenAnywhere } from '../lib/local/server.ts';

/** Subject and nonce of an authorization code. */
interface Grant {
  readonly subject: string;
  readonly nonce: string;
}

/** Response of an endpoint. */
interface ProviderResponse {
  readonly status: number;
  readonly document: object;
}

/** A minimal OpenID provider: discovery, and a token endpoint that signs ID tokens with HS256. */
export interface Provider {
  readonly issuer: string;
  /** Issues an authorization code, as if the person had signed in. */
  grant(grant: Grant): string;
  /** The relying party's client ID and initial secret. */
  readonly client: { readonly id: string; readonly secret: string };
  /** Adds a client secret. The secret that authenticates a token request also signs its ID token. */
  addSecret(): string;
  /** Revokes all client secrets but the newest. */
  revokeOlderSecrets(): void;
  close(): Promise<void>;
}

/** Starts the provider in this process. `called` is called with the name of each requested endpoint. */
export async function startProvider(called: (endpoint: string) => void): Promise<Provider> {
  const client = { id: 'bench', secret: randomBytes(32).toString('base64url') };
  const grants = new Map<string, Grant>();
  let secrets: readonly string[] = [client.secret];
  let issuer = '';

  const endpoints: Readonly<Record<string, (request: IncomingMessage) => Promise<ProviderResponse>>> = {
    '/.well-known/openid-configuration': async () => ({
      status: 200,
      document: {
        issuer,
        authorization_endpoint: `${issuer}authorize`,
        token_endpoint: `${issuer}token`,
        end_session_endpoint: `${issuer}end-session`,
        jwks_uri: `${issuer}jwks`,
      },
    }),
    '/token': async (request) => {
      const code = new URLSearchParams(await text(request)).get('code') ?? '';
      const secret = secretOf(request);
      if (!secrets.includes(secret)) return { status: 401, document: { error: 'invalid_client' } };
      const grant = grants.get(code);
      if (grant === undefined) return { status: 400, document: { error: 'invalid_grant' } };
      grants.delete(code);
      const id_token = sign({ ...claimsOf(grant), iss: issuer, aud: client.id }, secret);
      const access_token = randomBytes(32).toString('base64url');
      return { status: 200, document: { access_token, token_type: 'Bearer', id_token } };
    },
  };
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    called(path.slice(path.lastIndexOf('/') + 1));
    const answer = endpoints[path] ?? notServed;
    answer(request).then(
      (given) => send(response, given),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  issuer = `http://127.0.0.1:${await listenAnywhere(server)}/`;
  return {
    issuer,
    client,
    grant(grant) {
      const code = randomBytes(24).toString('base64url');
      grants.set(code, grant);
      return code;
    },
    addSecret() {
      const secret = randomBytes(32).toString('base64url');
      secrets = [...secrets, secret];
      return secret;
    },
    revokeOlderSecrets() {
      secrets = secrets.slice(-1);
    },
    close: () => closeServer(server),
  };
}

function send(response: ServerResponse, { status, document }: ProviderResponse): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(document));
}

/** The client secret of HTTP Basic; the generated ones need no encoding. */
function secretOf({ headers }: IncomingMessage): string {
  const credentials = Buffer.from((headers.authorization ?? '').replace('Basic ', ''), 'base64').toString();
  return credentials.slice(credentials.indexOf(':') + 1);
}

async function notServed({ url }: IncomingMessage): Promise<never> {
  throw new Error(`${url} is not served`);
}

/** ID token claims of a person with name, email and address, so that no UserInfo request is necessary. */
function claimsOf({ subject, nonce }: Grant): object {
  const now = Math.floor(Date.now() / 1000);
  return {
    sub: subject,
    sid: randomBytes(16).toString('base64url'),
    nonce,
    iat: now,
    exp: now + 3600,
    name: 'Alice Smith',
    given_name: 'Alice',
    family_name: 'Smith',
    email: `${subject}@example.com`,
    email_verified: true,
    address: { formatted: '1 Example Street\n1234 AB Amsterdam', locality: 'Amsterdam', country: 'NL' },
  };
}

function sign(claims: object, secret: string): string {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const input = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
}
