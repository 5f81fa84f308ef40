import { describe, expect, test } from '@jest/globals';
import type { User } from '../../../functions/core/accounts/user.ts';
import { TransactionRefused } from '../../../functions/core/storage/table/errors.ts';
import type { Item, TransactionStep } from '../../../functions/core/storage/table/port.ts';
import { unlink } from '../../../functions/login/unlink.ts';
import { problem } from '../core/support/problems.ts';
import type { RequestParts } from '../core/support/requests.ts';
import { providerSettings } from '../core/support/settings.ts';
import { loginPorts, type Scene, switchItem } from './ports.ts';
import { fromAccountPage, itemsOf, session, someone } from './signed-in.ts';

const providers = ['corp', 'partner', 'third'].map((name) => providerSettings({ name }));

/** The login door with a user who is signed in through `corp`; writes down its transactions and its log. */
function door(user: User, scene: Scene = {}) {
  const written: (readonly TransactionStep[])[] = [];
  const logged: unknown[] = [];
  const transact = async (steps: readonly TransactionStep[]) => void written.push(steps);
  const ports = loginPorts({
    settings: { providers },
    log: (...line) => logged.push(line),
    ...scene,
    items: [...itemsOf(user), ...(scene.items ?? [])],
    table: { transact, ...scene.table },
  });
  return {
    written,
    logged,
    remove: (provider: string, parts: RequestParts = {}) => unlink(fromAccountPage('DELETE', provider, parts), ports),
  };
}

const asJson = { headers: { accept: 'application/json' } };

describe('unlinking a provider', () => {
  test('takes the identity from user and table, and writes it down', async () => {
    const { remove, written, logged } = door(someone('corp', 'partner'));
    const response = await remove('partner');
    expect(response).toMatchObject({ status: 303, headers: { location: '/account?notice=unlinked' }, cookies: [] });
    const [user, identity, audit] = written[0] ?? [];
    expect(JSON.stringify(user)).toContain('REMOVE identities');
    expect(identity?.write).toMatchObject({ Update: { Key: { pk: { S: 'IDENTITY#partner#uid at partner' } } } });
    expect(Object(audit?.write).Put.Item).toMatchObject({
      event: { S: 'identity.unlinked' },
      actor: { S: 'user' },
      user: { S: session.userId },
      provider: { S: 'partner' },
      session: { S: session.id },
    });
    expect(logged).toEqual([
      ['info', 'identity.unlinked', expect.objectContaining({ provider: 'partner' })],
      ['info', 'sessions.ended', expect.objectContaining({ reason: 'an identity was unlinked' })],
    ]);
  });

  test('answers programs with 204', async () => {
    const { remove } = door(someone('corp', 'partner'));
    expect(await remove('partner', asJson)).toMatchObject({ status: 204, cookies: [], body: '' });
  });

  test('signs out if the session came through it', async () => {
    const { remove } = door(someone('corp', 'partner'));
    const page = await remove('corp');
    expect(page).toMatchObject({ status: 303 });
    expect(page.headers['location']).toBe('https://postern.example.com/login?signed_out=true');
    expect(page.cookies).toEqual([expect.stringMatching(/^__Host-postern-session=;.*Max-Age=0$/)]);
    expect(await remove('corp', asJson)).toMatchObject({ status: 204, cookies: page.cookies });
  });

  test('also takes one of a provider that is configured no more', async () => {
    const { remove, written } = door(someone('corp', 'gone'));
    expect((await remove('gone')).status).toBe(303);
    expect(written).toHaveLength(1);
  });
});

describe('what is not unlinked', () => {
  test.each(['partner', 'constructor', '__proto__', ''])('%j, which is not linked', async (provider) => {
    const { remove, written } = door(someone('corp', 'third'));
    await expect(remove(provider)).rejects.toEqual(problem('not_found'));
    expect(written).toEqual([]);
  });

  test.each<[string, User, readonly Item[]]>([
    ['alone', someone('corp'), []],
    ['beside one that is configured no more', someone('corp', 'gone'), []],
    ['beside one that is switched off', someone('corp', 'partner'), [switchItem('partner')]],
  ])('the last way in: %s', async (_, user, items) => {
    const { remove, written } = door(user, { items });
    await expect(remove('corp')).rejects.toEqual(problem('last_way_in', { details: { provider: 'corp' } }));
    expect(written).toEqual([]);
  });

  test('anything from a page that is not our own, or without a session', async () => {
    const { remove } = door(someone('corp', 'partner'));
    const headers = { origin: 'https://app.example.com' };
    await expect(remove('partner', { headers })).rejects.toEqual(problem('bad_origin'));
    await expect(remove('partner', { cookies: [] })).rejects.toEqual(problem('no_session'));
  });
});

describe('if another write comes first', () => {
  const refuse = async () => {
    throw new TransactionRefused('user');
  };

  test('what is there now is read and decided on', async () => {
    const [before, after] = [someone('corp', 'partner'), someone('corp')];
    for (const [provider, code] of [
      ['partner', 'not_found'],
      ['corp', 'last_way_in'],
    ] as const) {
      let reads = 0;
      const batchGet = async (keys: readonly Item[]) => {
        if (keys.some((key) => key['sk']?.S === 'SWITCH')) return [];
        reads += 1;
        return itemsOf(reads === 1 ? before : after);
      };
      const { remove } = door(before, { table: { batchGet, transact: refuse } });
      await expect(remove(provider)).rejects.toEqual(problem(code));
      expect(reads).toBe(2);
    }
  });

  test('and ends in temporarily_unavailable if conflicts go on', async () => {
    const { remove, logged } = door(someone('corp', 'partner'), { table: { transact: refuse } });
    await expect(remove('partner')).rejects.toEqual(problem('temporarily_unavailable'));
    expect(logged).toEqual([]);
  });
});
