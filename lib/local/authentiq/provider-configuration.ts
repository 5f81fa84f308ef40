import type { Configuration } from 'oidc-provider';
import { storeAdapter } from './adapter.ts';
import { clientMetadata } from './client-metadata.ts';
import type { ClientSecrets } from './client-secrets.ts';
import type { RegisteredClient } from './clients.ts';
import type { Keys } from './keys.ts';
import { interactionLifetimeSeconds, minute, sessionLifetimeSeconds } from './lifetimes.ts';
import { renderEndSession, renderProviderError, renderSignedOut } from './pages/provider.ts';
import type { People } from './people.ts';
import { claimsOfScopeValues } from './scopes.ts';
import type { Store } from './store.ts';

const endSessionPath = '/end-session';

/** Configuration with which oidc-provider behaves like Authentiq. */
export function providerConfiguration(parts: {
  readonly store: Store;
  readonly keys: Keys;
  readonly people: People;
  readonly clients: readonly RegisteredClient[];
  readonly secrets: ClientSecrets;
}): Configuration {
  const { store, keys, people, clients, secrets } = parts;
  return {
    adapter: storeAdapter(store),
    clients: clients.map((client) => clientMetadata(client, secrets.newest(client.clientId).secret)),
    clientAuthMethods: ['client_secret_basic', 'client_secret_post'],
    jwks: { keys: keys.jwks },
    enabledJWA: { idTokenSigningAlgValues: ['HS256', 'RS256'] },
    responseTypes: ['code'],
    scopes: ['openid'],
    claims: { openid: ['sub'], ...claimsOfScopeValues() },
    // Like Authentiq, the provider returns the granted claims in the ID token, not only in UserInfo.
    conformIdTokenClaims: false,
    pkce: { required: () => false },
    routes: {
      authorization: '/authorize',
      token: '/token',
      userinfo: '/userinfo',
      jwks: '/public-keys',
      end_session: endSessionPath,
    },
    cookies: {
      keys: keys.cookies,
      names: { session: 'authentiq_session', interaction: 'authentiq_interaction', resume: 'authentiq_resume' },
      // Browsers send the session cookie only to the path in `long`, so the authorization endpoint never sees an
      // existing session. Each request needs an approval on a phone, and each sign-in is a session with its own `sid`.
      // Only the end-session endpoint needs the browser's session.
      long: { signed: true, httpOnly: true, sameSite: 'lax', path: endSessionPath },
      short: { signed: true, httpOnly: true, sameSite: 'lax' },
    },
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      resourceIndicators: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: renderEndSession,
        postLogoutSuccessSource: renderSignedOut,
      },
    },
    renderError: renderProviderError,
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_ctx, sub) => {
      const person = people.find(sub);
      return person && { accountId: sub, claims: () => ({ ...person.claims, sub }) };
    },
    ttl: {
      AccessToken: 60 * minute,
      AuthorizationCode: minute,
      IdToken: 60 * minute,
      Interaction: interactionLifetimeSeconds,
      Session: sessionLifetimeSeconds,
      Grant: sessionLifetimeSeconds,
    },
    clientBasedCORS: () => false,
    // oidc-provider's own HTTP dispatcher blocks loopback addresses, but the relying parties of the local run listen
    // there.
    fetch: (input, init) => fetch(input, withoutDispatcher(init)),
  };
}

function withoutDispatcher(init: RequestInit = {}): RequestInit {
  return Object.fromEntries(Object.entries(init).filter(([name]) => name !== 'dispatcher'));
}
