import { existsSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { ClientSecrets } from '../../../../lib/local/authentiq/client-secrets.ts';
import { Store } from '../../../../lib/local/authentiq/store.ts';
import { Browser } from '../../../support/browser.ts';
import { addSecret, listSecrets, revokeSecret } from './console.ts';
import {
  begin,
  clientId,
  clientSecret,
  exchange,
  type Fixture,
  finish,
  openFixture,
  signIn,
  tokenError,
} from './fixture.ts';

let fixture: Fixture;
beforeEach(async () => {
  fixture = await openFixture();
});
afterEach(() => fixture.close());

const right = [400, 'invalid_grant'];
const wrong = [401, 'invalid_client'];
const chosen = 'another secret, with spaces & signs: %+/=';

describe('several secrets of one client', () => {
  test('all authenticate, by both methods; the one that was used signs the ID token', async () => {
    expect(await tokenError(fixture, clientSecret)).toEqual(right);
    expect(await tokenError(fixture, chosen)).toEqual(wrong);
    expect((await addSecret(fixture, { client_secret: chosen })).secret).toBe(chosen);
    for (const authenticates of [clientSecret, chosen]) {
      expect(await tokenError(fixture, authenticates)).toEqual(right);
      for (const method of ['basic', 'post'] as const) {
        const computer = new Browser();
        const { interaction, ticketUrl } = await begin(fixture, computer, 'email');
        await new Browser().request(ticketUrl, { decision: 'approve' });
        const callback = await finish(fixture, computer, interaction);
        const { header } = await exchange(fixture, callback, method, authenticates);
        expect(header.alg).toBe('HS256');
      }
    }
  });

  test('similar texts and another client’s secrets do not authenticate', async () => {
    const other = { ...fixture.client, clientId: 'other', clientSecret: 'the-secret-of-another-client' };
    await fixture.restart({}, [other]);
    await addSecret(fixture, { client_secret: chosen });
    const close = [`${chosen} `, chosen.slice(0, -1), chosen.toUpperCase(), `${clientSecret}${chosen}`];
    for (const text of [...close, other.clientSecret]) expect(await tokenError(fixture, text)).toEqual(wrong);
    expect(await tokenError(fixture, chosen, 'other')).toEqual(wrong);
    expect(await tokenError(fixture, other.clientSecret, 'other')).toEqual(right);
  });

  test('a revoked secret is refused at the next request, the others are not', async () => {
    const added = await addSecret(fixture);
    expect(await tokenError(fixture, added.secret)).toEqual(right);
    expect(await revokeSecret(fixture, added.id)).toBe(204);
    expect(await tokenError(fixture, added.secret)).toEqual(wrong);
    expect(await tokenError(fixture, clientSecret)).toEqual(right);
    await signIn(fixture);
  });

  test('replacing revokes all others at once', async () => {
    const second = await addSecret(fixture);
    const last = await addSecret(fixture, { replace: '1' });
    for (const secret of [clientSecret, second.secret]) expect(await tokenError(fixture, secret)).toEqual(wrong);
    await signIn(fixture, {}, last.secret);
    expect(await listSecrets(fixture)).toMatchObject([{ id: last.id, signs: true }]);
  });

  test('are at most five: another one replaces the oldest', async () => {
    const added = [];
    for (let count = 0; count < 5; count += 1) added.push(await addSecret(fixture));
    expect((await listSecrets(fixture)).map(({ id }) => id)).toEqual(added.map(({ id }) => id));
    expect(await tokenError(fixture, clientSecret)).toEqual(wrong);
    expect(await tokenError(fixture, added[0]?.secret ?? '')).toEqual(right);
  });

  test('are unique: adding an existing one makes it the newest', async () => {
    await addSecret(fixture);
    await addSecret(fixture, { client_secret: clientSecret });
    expect((await listSecrets(fixture)).map(({ ending }) => ending)).toEqual([
      expect.anything(),
      clientSecret.slice(-4),
    ]);
    await signIn(fixture);
  });
});

test('a change is on disk before the response', async () => {
  const { id, secret } = await addSecret(fixture);
  expect(await readFile(fixture.options.dataFile, 'utf8')).toContain(secret);
  await revokeSecret(fixture, id);
  expect(await readFile(fixture.options.dataFile, 'utf8')).not.toContain(secret);
});

describe('a restart', () => {
  test('preserves secrets and revocations, whatever the initial secret is', async () => {
    const { secret } = await addSecret(fixture, { replace: '1' });
    const before = await listSecrets(fixture);
    await fixture.restart();
    expect(await listSecrets(fixture)).toEqual(before);
    expect(await tokenError(fixture, clientSecret)).toEqual(wrong);
    await fixture.restart({ clientSecret: chosen });
    expect(await tokenError(fixture, chosen)).toEqual(wrong);
    await signIn(fixture, {}, secret);
  });

  test('adds a configured secret once, and does not restore it after its revocation', async () => {
    const endings = async () => (await listSecrets(fixture)).map(({ ending }) => ending);
    await fixture.restart({ clientSecret: chosen, secretIsGiven: true });
    expect(await endings()).toEqual([clientSecret.slice(-4), chosen.slice(-4)]);
    await signIn(fixture);
    await signIn(fixture, {}, chosen);
    const { secret } = await addSecret(fixture, { replace: '1' });
    await fixture.restart({ clientSecret: chosen, secretIsGiven: true });
    expect(await tokenError(fixture, chosen)).toEqual(wrong);
    await signIn(fixture, {}, secret);
    await fixture.restart({ clientSecret, secretIsGiven: true });
    expect(await endings()).toEqual([secret.slice(-4), clientSecret.slice(-4)]);
    await signIn(fixture, {}, secret);
    await signIn(fixture);
  });

  test('does not reorder an existing configured secret', async () => {
    await addSecret(fixture);
    const before = await listSecrets(fixture);
    await fixture.restart({ secretIsGiven: true });
    expect(await listSecrets(fixture)).toEqual(before);
    expect(before).toHaveLength(2);
  });
});

describe('the secret that a client used last', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  test('is written with the sign-in’s other changes, and read again', () => {
    const file = join(dirname(fixture.options.dataFile), 'uses.json');
    const secrets = new ClientSecrets(new Store(file));
    secrets.provide(fixture.client);
    secrets.add(clientId, { secret: chosen });
    const isWritten = (after: number) => {
      jest.advanceTimersByTime(after);
      return existsSync(file);
    };
    for (const secret of [clientSecret, chosen]) {
      rmSync(file);
      expect(secrets.authenticate(clientId, secret)).toBe(true);
      expect([isWritten(0), isWritten(1000)]).toEqual([false, true]);
      expect(new ClientSecrets(new Store(file)).signing(clientId).secret).toBe(secret);
    }
    rmSync(file);
    expect(secrets.authenticate(clientId, chosen)).toBe(true);
    expect(secrets.authenticate(clientId, `${chosen}!`)).toBe(false);
    expect(isWritten(1000)).toBe(false);
  });
});
