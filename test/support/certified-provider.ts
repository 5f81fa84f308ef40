import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { exportJWK, generateKeyPair } from 'jose';
import type { Adapter, AdapterPayload, ClientMetadata, Configuration, KoaContextWithOIDC } from 'oidc-provider';
import { Provider } from 'oidc-provider/lib/provider.js';

/** Who signs in, whenever the provider asks somebody to, and how. */
export interface Person {
  readonly sub: string;
  readonly acr?: string;
  readonly amr?: string[];
  /** Seconds since the epoch at which they authenticated, where that is not now: a provider that does not ask anew. */
  readonly ts?: number;
}

/** A client as it is registered: what it says beyond its id, secret and redirect URI. */
export type Registered = Partial<ClientMetadata> & { readonly name: string };

/** An assertion by which a client has authenticated. */
export interface ReceivedAssertion {
  /** Path of the endpoint that it came to. */
  readonly path: string;
  readonly clientId: string;
  readonly jwt: string;
  /** By what else the client could have authenticated, where that came as well. */
  readonly others: readonly string[];
}

/** `oidc-provider`, which is certified as an OpenID provider, on loopback, with a person who agrees to everything. */
export interface CertifiedProvider {
  readonly issuer: string;
  /** The entry of a client in a configuration file, under the client's name. */
  config(name: string, more?: object): object;
  /** Registers clients of a relying party that is there by now. */
  register(baseUrl: string, clients: readonly Registered[]): void;
  person: Person;
  /** What the authorization request said that it asked somebody for last. */
  readonly asked: Readonly<Record<string, unknown>>;
  /** The assertions by which clients have authenticated, as they came. */
  readonly assertions: readonly ReceivedAssertion[];
  /** How often the token endpoint was called so far, by whomever. */
  tokenCalls(): number;
  /** Whoever is signed in here has been so for longer. */
  passTime(seconds: number): void;
  close(): Promise<void>;
}

/** What the models keep, by model and identifier. */
type Items = Map<string, Map<string, AdapterPayload>>;

const keyAlgorithms = ['RS256', 'ES256', 'EdDSA'];
const signatures = ['HS256', 'RS256', 'PS256', 'ES256', 'EdDSA'] as const;

/**
 * Starts one on a free port.
 * @param features What it does beyond its defaults, or does not.
 */
export async function startCertifiedProvider(features: Configuration['features'] = {}): Promise<CertifiedProvider> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the provider has no port');
  const issuer = `http://127.0.0.1:${address.port}`;
  const items: Items = new Map();
  const secrets = new Map<string, string>();
  let asked: CertifiedProvider['asked'] = {};
  const assertions: ReceivedAssertion[] = [];
  let tokenCalls = 0;
  const secretOf = (name: string) => {
    const secret = secrets.get(name) ?? `secret-of-${name}-${randomUUID()}`;
    secrets.set(name, secret);
    return secret;
  };
  const provider = new Provider(issuer, {
    ...(await configuration(features)),
    adapter: (model) => memory(items, model),
    assertJwtClientAuthClaimsAndHeader: (ctx) => void assertions.push(receivedAssertion(ctx)),
  });
  const certified: CertifiedProvider = {
    issuer,
    config: (name, more = {}) => ({ name, issuer, appId: `client-${name}`, appSecret: secretOf(name), ...more }),
    register(baseUrl, clients) {
      for (const { name, ...metadata } of clients) {
        of(items, 'Client').set(`client-${name}`, {
          ...{ client_id: `client-${name}`, client_secret: secretOf(name) },
          ...{ redirect_uris: [`${baseUrl}/callback/${name}`], response_types: ['code'] },
          ...metadata,
        });
      }
    },
    person: { sub: 'alice' },
    get asked() {
      return asked;
    },
    assertions,
    tokenCalls: () => tokenCalls,
    passTime(seconds) {
      for (const session of of(items, 'Session').values()) session.loginTs = (session.loginTs ?? 0) - seconds;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  provider.use(async (ctx, next) => {
    if (ctx.path === '/token') tokenCalls += 1;
    if (!ctx.path.startsWith('/interaction/')) return next();
    const { params } = await provider.interactionDetails(ctx.req, ctx.res);
    asked = params;
    const { sub, ...how } = certified.person;
    const grant = new provider.Grant({ accountId: sub, clientId: String(params['client_id']) });
    grant.addOIDCScope('openid profile email');
    const result = { login: { accountId: sub, ...how }, consent: { grantId: await grant.save() } };
    ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, result));
  });
  server.on('request', provider.callback());
  return certified;
}

async function configuration(features: Configuration['features']): Promise<Configuration> {
  const keys = keyAlgorithms.map(async (alg) => {
    const { privateKey } = await generateKeyPair(alg, { extractable: true });
    return { ...(await exportJWK(privateKey)), kid: `key-${alg}`, use: 'sig' };
  });
  return {
    jwks: { keys: await Promise.all(keys) },
    enabledJWA: { idTokenSigningAlgValues: [...signatures], userinfoSigningAlgValues: [...signatures] },
    acrValues: ['urn:example:password', 'urn:example:two-factors'],
    claims: {
      ...{ auth_time: null, iss: null, sid: null, openid: ['sub', 'acr', 'amr'] },
      ...{ profile: ['name', 'nickname'], email: ['email', 'email_verified'] },
    },
    cookies: { keys: [randomUUID()] },
    features: { devInteractions: { enabled: false }, jwtUserinfo: { enabled: true }, ...features },
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    findAccount: (_, sub) => {
      const profile = { name: `${sub} Example`, email: `${sub}@example.com`, email_verified: true };
      return { accountId: sub, claims: () => ({ sub, ...profile }) };
    },
    ttl: { AccessToken: 300, AuthorizationCode: 60, Grant: 3600, IdToken: 300, Interaction: 300, Session: 86_400 },
  };
}

function receivedAssertion(ctx: KoaContextWithOIDC): ReceivedAssertion {
  const { client_id, client_assertion, client_secret } = ctx.oidc.body ?? {};
  const others = { client_secret, authorization: ctx.headers.authorization };
  return {
    ...{ path: ctx.path, clientId: String(client_id), jwt: String(client_assertion) },
    others: Object.entries(others).flatMap(([name, value]) => (value === undefined ? [] : [name])),
  };
}

function of(items: Items, model: string): Map<string, AdapterPayload> {
  const found = items.get(model) ?? new Map();
  items.set(model, found);
  return found;
}

/** Keeps what a model says for as long as the test runs. */
function memory(items: Items, model: string): Adapter {
  const own = of(items, model);
  return {
    upsert: async (id, payload) => void own.set(id, payload),
    find: async (id) => own.get(id),
    findByUid: async (uid) => [...own.values()].find((payload) => payload.uid === uid),
    findByUserCode: async () => undefined,
    consume: async (id) => void own.set(id, { ...own.get(id), consumed: Math.floor(Date.now() / 1000) }),
    destroy: async (id) => void own.delete(id),
    revokeByGrantId: async (grantId) => {
      for (const [id, payload] of own) if (payload.grantId === grantId) own.delete(id);
    },
  };
}
