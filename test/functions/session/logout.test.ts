import { expect, test } from '@jest/globals';
import type { ProviderQuirks } from '../../../functions/core/contract/provider-settings.ts';
import { Problem } from '../../../functions/core/errors.ts';
import { createKeyring, type Keyring } from '../../../functions/core/sessions/keyring.ts';
import { type LogoutReturn, openLogout } from '../../../functions/core/sessions/logout-return.ts';
import type { Session } from '../../../functions/core/sessions/session.ts';
import { providerSignOut } from '../../../functions/session/logout.ts';
import type { SessionPorts } from '../../../functions/session/ports.ts';
import { sessionKeysWith, soleKey } from '../core/support/session-keys.ts';
import { newSession, newUser, start } from '../core/support/sign-ins.ts';
import { sessionPorts } from './ports.ts';

const keyring = createKeyring(soleKey('k'.repeat(32)));
const user = newUser();
const plain: Session = { ...newSession(user), endSessionEndpoint: 'https://login.example.com/logout?tenant=1' };
const sealedIdToken = keyring.seal('id_token hint', plain.id, 'the-id-token', new Uint8Array(12));
const session: Session = { ...plain, sealedIdToken };

/** How the person asked, and the keys of that moment. */
interface Scene {
  readonly keys?: () => Promise<Keyring>;
  readonly signOut?: ProviderQuirks['signOut'];
  readonly returnTo?: string;
}

/** The URL and its parameters, what the browser is to keep, and what was logged. */
async function signOut(of: Session, { keys = async () => keyring, signOut = 'rp_initiated', returnTo }: Scene = {}) {
  const lines: object[] = [];
  const log = (level: string, event: string, fields: object) => void lines.push({ level, event, ...fields });
  const ports = portsWith(signOut, sessionPorts({ sessionKeys: sessionKeysWith(keys), log }));
  const { location, cookies = [] } = (await providerSignOut(of, returnTo, ports)) ?? {};
  return { url: location, parameters: location && Object.fromEntries(new URL(location).searchParams), cookies, lines };
}

/** What a browser comes back with that kept the cookie, and with it this `state`. */
function returned([cookie = '']: readonly string[], state: string, now = start): LogoutReturn | undefined {
  const [, value = ''] = /^__Host-postern-logout=([\w-]+);/.exec(cookie) ?? [];
  return openLogout(value, state, keyring, { secure: true }, now);
}

/** The ports, with a provider that signs out in this way. */
function portsWith(signOut: ProviderQuirks['signOut'], ports: SessionPorts): SessionPorts {
  const provider = (name: string | undefined) => {
    const found = ports.provider(name);
    return found && { ...found, settings: { ...found.settings, signOut } };
  };
  return { ...ports, provider };
}

const usual = {
  tenant: '1',
  client_id: 'client-1',
  post_logout_redirect_uri: 'https://postern.example.com/login?signed_out=true',
};

/** Random bytes of the ports are zeros. */
const state = 'A'.repeat(43);

test('redirects to the provider’s sign-out with ID token hint and state', async () => {
  const { url, parameters, lines } = await signOut(session);
  expect(url).toMatch(/^https:\/\/login\.example\.com\/logout\?/);
  expect(parameters).toEqual({ ...usual, id_token_hint: 'the-id-token', state });
  expect(lines).toEqual([]);
});

test('stores return_to for ten minutes in a host-only cookie', async () => {
  const { cookies } = await signOut(session, { returnTo: 'https://app.example.com/bye' });
  expect(cookies).toEqual([
    expect.stringMatching(/^__Host-postern-logout=[\w-]+; Path=\/; HttpOnly; SameSite=Lax; Secure; Max-Age=600$/),
  ]);
  const kept = { provider: 'corp', state, startedAt: start, returnTo: 'https://app.example.com/bye' };
  expect(returned(cookies, state)).toEqual(kept);
  expect(returned(cookies, state, start + 600_000)).toBeUndefined();
  expect(cookies.join()).not.toContain('app.example.com');
  const { returnTo: _, ...without } = kept;
  expect(returned((await signOut(session)).cookies, state)).toEqual(without);
});

test('has neither hint, state nor cookie if the session keys are unavailable, and logs that', async () => {
  const keys = () => Promise.reject(new Problem('temporarily_unavailable', 'Secrets Manager does not answer'));
  const { parameters, cookies, lines } = await signOut(session, { keys, returnTo: '/bye' });
  expect(parameters).toEqual(usual);
  expect(cookies).toEqual([]);
  const about = { session: session.id, causes: [expect.stringContaining('Secrets Manager does not answer')] };
  expect(lines).toEqual(
    expect.arrayContaining([
      { level: 'error', event: 'id_token_hint_unavailable', ...about },
      { level: 'error', event: 'logout_return_unavailable', ...about },
    ]),
  );
  expect(lines).toHaveLength(2);
});

test('has no hint if none was stored or its key is retired, without an error', async () => {
  const others = createKeyring(soleKey('o'.repeat(32)));
  for (const { parameters, lines } of [await signOut(plain), await signOut(session, { keys: async () => others })]) {
    expect(parameters).toEqual({ ...usual, state });
    expect(lines).toEqual([]);
  }
});

test('reads the keys that the hint was sealed with', async () => {
  const asked: unknown[] = [];
  const unused = () => Promise.reject(new Error('other keys were asked'));
  const keyringFor = async (...value: unknown[]) => {
    asked.push(value);
    return keyring;
  };
  const sessionKeys = { set: unused, keyring: async () => keyring, keyringFor };
  const away = await providerSignOut(session, undefined, sessionPorts({ sessionKeys, log: () => undefined }));
  expect(new URL(away?.location ?? '').searchParams.get('id_token_hint')).toBe('the-id-token');
  expect(asked).toEqual([['id_token hint', sealedIdToken]]);
});

test('uses Cognito’s parameters, without hint, state, keys or cookie', async () => {
  const keys = () => Promise.reject(new Error('the keys were asked'));
  const { parameters, cookies, lines } = await signOut(session, { keys, signOut: 'cognito', returnTo: '/bye' });
  const { tenant, client_id, post_logout_redirect_uri: logout_uri } = usual;
  expect(parameters).toEqual({ tenant, client_id, logout_uri });
  expect([cookies, lines]).toEqual([[], []]);
});

test('is absent for a provider without a sign-out, or one removed from the configuration', async () => {
  const { endSessionEndpoint: _, ...without } = session;
  expect((await signOut(without)).url).toBeUndefined();
  expect((await signOut({ ...session, provider: 'gone' })).url).toBeUndefined();
});
