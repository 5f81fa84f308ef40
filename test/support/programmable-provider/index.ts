import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { JWTHeaderParameters, JWTPayload } from 'jose';
import { type Context, endpoints, metadataEndpoint, type Pushing } from './endpoints.ts';
import { Grants } from './grants.ts';
import type { Document, Endpoint, Misbehaviour } from './misbehaviour.ts';
import { createKeySigner, createSecretSigner, type Signer, type SigningAlgorithm } from './signer.ts';

export type { Document, Misbehaviour } from './misbehaviour.ts';

/** How it is set up. */
export interface ProgrammableProviderOptions {
  /** Its name in the configuration. */
  readonly name: string;
  /** What it signs with; RS256 unless given. */
  readonly algorithm?: SigningAlgorithm | 'HS256';
  /** Further keys of its entry in the configuration. */
  readonly config?: object;
  /** What its issuer has behind its origin; nothing unless given. */
  readonly issuerPath?: string;
  /** Path of its metadata, where that is not the issuer's well-known one. */
  readonly metadataPath?: string;
  /** Whether authorization requests may be pushed to it, or have to be; unless given they cannot. */
  readonly pushing?: Pushing;
  /** What it does in its own way, whatever else it does wrong. */
  readonly quirks?: Misbehaviour;
}

/** An OpenID provider on loopback that misbehaves on command. */
export interface ProgrammableProvider {
  readonly name: string;
  readonly issuer: string;
  /** Its entry in a configuration file. */
  readonly config: object;
  /** The client secret of the moment. */
  readonly clientSecret: string;
  readonly signer: Signer;
  /** From now on it does these things wrong, and these alone. */
  misbehave(misbehaviour: Misbehaviour): void;
  /** Where and with what token the client manages its registration (RFC 7592). */
  readonly registration: { readonly uri: string; readonly token: string };
  /** From now on it knows the client by this secret too. */
  addSecret(secret: string): void;
  /** From now on it knows the client by this secret alone. */
  changeSecret(secret: string): void;
  /** What UserInfo tells of a subject. `login_hint` chooses the subject; without one it is `alice`. */
  setPerson(sub: string, claims: Document): void;
  /** How often an endpoint was called so far. */
  calls(endpoint: Endpoint): number;
  /** A logout token; claims that are undefined are left out. */
  logoutToken(claims: JWTPayload, header?: Partial<JWTHeaderParameters>): Promise<string>;
  close(): Promise<void>;
}

const logoutEvent = 'http://schemas.openid.net/event/backchannel-logout';
const clientId = 'client-1';

/** Starts one on a free port. It behaves well until it is told otherwise. */
export async function startProgrammableProvider(options: ProgrammableProviderOptions): Promise<ProgrammableProvider> {
  const { name, algorithm = 'RS256', config = {}, issuerPath = '', pushing, quirks = {} } = options;
  const { metadataPath = `${issuerPath.replace(/\/$/, '')}/.well-known/openid-configuration` } = options;
  let clientSecret = `secret-of-${name}-${randomUUID()}`;
  let furtherSecrets: readonly string[] = [];
  const signer = algorithm === 'HS256' ? createSecretSigner(() => clientSecret) : await createKeySigner(algorithm);
  const calls = new Map<Endpoint, number>();
  const people = new Map<string, Document>();
  let misbehaviour = quirks;
  let context: Context | undefined;

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const endpoint = url.pathname === metadataPath ? metadataEndpoint : endpoints[url.pathname];
    if (endpoint === undefined || context === undefined) return void response.writeHead(404).end();
    calls.set(endpoint.name, (calls.get(endpoint.name) ?? 0) + 1);
    const serving = context;
    const proceed = async () => endpoint.serve(serving, request, response, url);
    const reply = misbehaviour.replies?.[endpoint.name];
    Promise.resolve(reply === undefined ? proceed() : reply(response, proceed)).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : undefined);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the provider has no port');
  const origin = `http://127.0.0.1:${address.port}`;
  const issuer = `${origin}${issuerPath}`;
  const client = {
    clientId,
    get clientSecret() {
      return clientSecret;
    },
    get furtherSecrets() {
      return furtherSecrets;
    },
  };
  const registration = {
    token: randomUUID(),
    renew() {
      furtherSecrets = [clientSecret];
      clientSecret = `renewed-for-${name}-${randomUUID()}`;
    },
  };
  context = {
    issuer,
    origin,
    client,
    registration,
    grants: new Grants(),
    pushing,
    signer,
    people,
    misbehaviour: () => misbehaviour,
  };

  return {
    name,
    issuer,
    get clientSecret() {
      return clientSecret;
    },
    signer,
    config: {
      ...{ name, type: 'openid_connect', issuer, appId: clientId, appSecret: clientSecret },
      ...{ idTokenSignedResponseAlg: algorithm, ...config },
    },
    misbehave(next) {
      misbehaviour = { ...quirks, ...next };
    },
    registration: { uri: `${origin}/register/client-1`, token: registration.token },
    addSecret(secret) {
      furtherSecrets = [...furtherSecrets, secret];
    },
    changeSecret(secret) {
      clientSecret = secret;
      furtherSecrets = [];
    },
    setPerson: (sub, claims) => void people.set(sub, claims),
    calls: (endpoint) => calls.get(endpoint) ?? 0,
    logoutToken(claims, header = {}) {
      const now = Math.floor(Date.now() / 1000);
      const usual = { iss: issuer, aud: clientId, iat: now, exp: now + 120, jti: randomUUID() };
      const events = { [logoutEvent]: {} };
      return signer.sign({ ...signer.header(), typ: 'logout+jwt', ...header }, { ...usual, events, ...claims });
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
