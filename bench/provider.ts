import { createHmac, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { closeServer, listenAnywhere } from '../lib/local/server.ts';

/** Whom a code stands for. */
interface Grant {
  readonly subject: string;
  readonly nonce: string;
}

/** What an endpoint answers. */
interface Answer {
  readonly status: number;
  readonly document: object;
}

/** An OpenID provider that does as little as it can: discovery, and a token endpoint that signs HS256. */
export interface Provider {
  readonly issuer: string;
  /** Makes the code that the browser would bring back. */
  grant(grant: Grant): string;
  /** The relying party's identifier and first secret. */
  readonly client: { readonly id: string; readonly secret: string };
  /** Gives the client one more secret. A token is signed with the one that its request was authenticated with. */
  addSecret(): string;
  /** From now on the client has its newest secret alone. */
  revokeOlderSecrets(): void;
  close(): Promise<void>;
}

/** Starts the provider in this process. `called` is told the name of each endpoint that is called. */
export async function startProvider(called: (endpoint: string) => void): Promise<Provider> {
  const client = { id: 'bench', secret: randomBytes(32).toString('base64url') };
  const grants = new Map<string, Grant>();
  let secrets: readonly string[] = [client.secret];
  let issuer = '';

  const endpoints: Readonly<Record<string, (request: IncomingMessage) => Promise<Answer>>> = {
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

function send(response: ServerResponse, { status, document }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(document));
}

/** Of HTTP Basic; what the client is given needs no encoding. */
function secretOf({ headers }: IncomingMessage): string {
  const credentials = Buffer.from((headers.authorization ?? '').replace('Basic ', ''), 'base64').toString();
  return credentials.slice(credentials.indexOf(':') + 1);
}

async function notServed({ url }: IncomingMessage): Promise<never> {
  throw new Error(`${url} is not served`);
}

/** What a person who shares name, e-mail and address has in an ID token: UserInfo need not be asked. */
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
