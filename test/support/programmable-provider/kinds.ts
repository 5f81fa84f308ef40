import type { ProgrammableProviderOptions } from './index.ts';
import type { Document, Misbehaviour } from './misbehaviour.ts';

/** Puts these claims into the ID token, beside those of every one. */
function inIdToken(claims: (sub: string) => Document): Misbehaviour {
  return { claims: (regular, { sub }) => ({ ...regular, ...claims(sub) }) };
}

/** Google: everything in the ID token; no sign-out of its own. */
export function google(name: string): ProgrammableProviderOptions {
  const claims = { azp: 'client-1', name: 'Gus Example', email_verified: true, hd: `${name}.example` };
  return {
    name,
    config: { type: 'google' },
    quirks: {
      ...inIdToken((sub) => ({ ...claims, email: `${sub}@${name}.example` })),
      discovery: ({ end_session_endpoint: _, ...document }) => document,
    },
  };
}

/** GitLab: `sub` and its old form in the ID token, the rest at UserInfo. */
export function gitlab(name: string): ProgrammableProviderOptions {
  const claims = { sub_legacy: 'f00d', auth_time: 1_700_000_000 };
  return { name, config: { type: 'gitlab' }, quirks: inIdToken(() => claims) };
}

/** Okta's authorization servers: an issuer with a path, a thin ID token that still names the person. */
export function okta(name: string): ProgrammableProviderOptions {
  const claims = { ver: 1, jti: 'ID.1', amr: ['pwd'], idp: '00o1', preferred_username: 'oda@example.com' };
  return { name, config: { type: 'okta' }, issuerPath: '/oauth2/default', quirks: inIdToken(() => claims) };
}

/** Auth0: an issuer that ends in a slash, a subject that names the connection. */
export function auth0(name: string): ProgrammableProviderOptions {
  const claims = { nickname: 'abe', name: 'Abe Example', email_verified: true, sid: 'a0-1' };
  return {
    name,
    config: { type: 'auth0' },
    issuerPath: '/',
    quirks: inIdToken((sub) => ({ ...claims, email: `${sub}@auth0.example` })),
  };
}

/** Keycloak: an issuer for each realm, a token type of its own in the claims. */
export function keycloak(name: string): ProgrammableProviderOptions {
  const claims = { typ: 'ID', azp: 'client-1', sid: 'kc-1', preferred_username: 'kim', name: 'Kim Example' };
  return {
    name,
    config: { type: 'keycloak' },
    issuerPath: '/realms/demo',
    quirks: inIdToken((sub) => ({ ...claims, email: `${sub}@keycloak.example`, email_verified: true })),
  };
}

/** Cognito: its issuer at another host than its endpoints, booleans as texts, a sign-out that metadata does not name. */
export function cognito(name: string): ProgrammableProviderOptions {
  const elsewhere = (url: unknown) => String(url).replace('127.0.0.1', 'localhost');
  return {
    name,
    config: { type: 'cognito' },
    issuerPath: '/eu-west-1_Example01',
    quirks: {
      ...inIdToken((sub) => ({ token_use: 'id', 'cognito:username': sub })),
      discovery: ({ end_session_endpoint: _, authorization_endpoint, token_endpoint, ...document }) => ({
        ...document,
        authorization_endpoint: elsewhere(authorization_endpoint),
        token_endpoint: elsewhere(token_endpoint),
      }),
      userinfo: ({ sub, ...claims }) => ({ ...claims, sub, email: `${sub}@cognito.example`, email_verified: 'true' }),
    },
  };
}
