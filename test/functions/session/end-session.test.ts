import { expect, test } from '@jest/globals';
import { Problem } from '../../../functions/core/errors.ts';
import type { ProviderQuirks } from '../../../functions/core/names.ts';
import { createKeyring, type Keyring } from '../../../functions/core/sessions/keyring.ts';
import type { Session } from '../../../functions/core/sessions/session.ts';
import { endSessionUrl } from '../../../functions/session/end-session.ts';
import type { SessionPorts } from '../../../functions/session/session.ts';
import { sessionKeysWith, soleKey } from '../core/support/session-keys.ts';
import { newSession, newUser } from '../core/support/sign-ins.ts';
import { sessionPorts } from './ports.ts';

const keyring = createKeyring(soleKey('k'.repeat(32)));
const user = newUser();
const plain: Session = { ...newSession(user), endSessionEndpoint: 'https://login.example.com/logout?tenant=1' };
const sealedIdToken = keyring.seal('id_token hint', plain.id, 'the-id-token', new Uint8Array(12));
const session: Session = { ...plain, sealedIdToken };

/** The URL's parameters, and what was logged. */
async function endSession(
  of: Session,
  keys: () => Promise<Keyring> = async () => keyring,
  signOut: ProviderQuirks['signOut'] = 'rp_initiated',
) {
  const lines: object[] = [];
  const log = (level: string, event: string, fields: object) => void lines.push({ level, event, ...fields });
  const url = await endSessionUrl(of, portsWith(signOut, sessionPorts({ sessionKeys: sessionKeysWith(keys), log })));
  return { url, parameters: url && Object.fromEntries(new URL(url).searchParams), lines };
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

test('leads to the provider’s sign-out with the ID token as a hint', async () => {
  const { url, parameters, lines } = await endSession(session);
  expect(url).toMatch(/^https:\/\/login\.example\.com\/logout\?/);
  expect(parameters).toEqual({ ...usual, id_token_hint: 'the-id-token' });
  expect(lines).toEqual([]);
});

test('goes without the hint where the keys cannot be had, and says so in the log', async () => {
  const { parameters, lines } = await endSession(session, () =>
    Promise.reject(new Problem('temporarily_unavailable', 'Secrets Manager does not answer')),
  );
  expect(parameters).toEqual(usual);
  expect(lines).toEqual([
    {
      level: 'error',
      event: 'id_token_hint_unavailable',
      session: session.id,
      causes: [expect.stringContaining('Secrets Manager does not answer')],
    },
  ]);
});

test('goes without the hint where none was kept or its key is gone, which is no failure', async () => {
  const others = createKeyring(soleKey('o'.repeat(32)));
  for (const { parameters, lines } of [await endSession(plain), await endSession(session, async () => others)]) {
    expect(parameters).toEqual(usual);
    expect(lines).toEqual([]);
  }
});

test('asks for the keys that this very hint was sealed with', async () => {
  const asked: unknown[] = [];
  const unused = () => Promise.reject(new Error('other keys were asked'));
  const keyringFor = async (...value: unknown[]) => {
    asked.push(value);
    return keyring;
  };
  const log = () => undefined;
  const url = await endSessionUrl(
    session,
    sessionPorts({ sessionKeys: { set: unused, keyring: unused, keyringFor }, log }),
  );
  expect(new URL(url ?? '').searchParams.get('id_token_hint')).toBe('the-id-token');
  expect(asked).toEqual([['id_token hint', sealedIdToken]]);
});

test('asks Cognito in its own words, without the hint and without the keys', async () => {
  const keys = () => Promise.reject(new Error('the keys were asked'));
  const { parameters, lines } = await endSession(session, keys, 'cognito');
  const { tenant, client_id, post_logout_redirect_uri: logout_uri } = usual;
  expect(parameters).toEqual({ tenant, client_id, logout_uri });
  expect(lines).toEqual([]);
});

test('is nowhere for a provider without a sign-out, or one that there is no more', async () => {
  const { endSessionEndpoint: _, ...without } = session;
  expect((await endSession(without)).url).toBeUndefined();
  expect((await endSession({ ...session, provider: 'gone' })).url).toBeUndefined();
});
