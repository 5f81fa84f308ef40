import { existsSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { ClientSecrets } from '../../../../lib/local/authentiq/client-secrets.ts';
import { Store } from '../../../../lib/local/authentiq/store.ts';
import { Browser } from '../../../support/browser.ts';
import { addSecret, listSecrets, revokeSecret } from './console.ts';
import { begin, clientId, clientSecret, exchange, finish, makeWorld, signIn, tokenError, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await makeWorld();
});
afterEach(() => world.close());

const right = [400, 'invalid_grant'];
const wrong = [401, 'invalid_client'];
const chosen = 'another secret, with spaces & signs: %+/=';

describe('several secrets of one client', () => {
  test('all authenticate, in both ways; the one that does signs the ID token', async () => {
    expect(await tokenError(world, clientSecret)).toEqual(right);
    expect(await tokenError(world, chosen)).toEqual(wrong);
    expect((await addSecret(world, { client_secret: chosen })).secret).toBe(chosen);
    for (const authenticates of [clientSecret, chosen]) {
      expect(await tokenError(world, authenticates)).toEqual(right);
      for (const method of ['basic', 'post'] as const) {
        const computer = new Browser();
        const { interaction, ticketUrl } = await begin(world, computer, 'email');
        await new Browser().request(ticketUrl, { decision: 'approve' });
        const callback = await finish(world, computer, interaction);
        const { header } = await exchange(world, callback, method, authenticates);
        expect(header.alg).toBe('HS256');
      }
    }
  });

  test('what is close to one of them, or another client’s, is none', async () => {
    const other = { ...world.client, clientId: 'other', clientSecret: 'the-secret-of-another-client' };
    await world.restart({}, [other]);
    await addSecret(world, { client_secret: chosen });
    const close = [`${chosen} `, chosen.slice(0, -1), chosen.toUpperCase(), `${clientSecret}${chosen}`];
    for (const text of [...close, other.clientSecret]) expect(await tokenError(world, text)).toEqual(wrong);
    expect(await tokenError(world, chosen, 'other')).toEqual(wrong);
    expect(await tokenError(world, other.clientSecret, 'other')).toEqual(right);
  });

  test('a revoked one is refused at the next request, the others are not', async () => {
    const added = await addSecret(world);
    expect(await tokenError(world, added.secret)).toEqual(right);
    expect(await revokeSecret(world, added.id)).toBe(204);
    expect(await tokenError(world, added.secret)).toEqual(wrong);
    expect(await tokenError(world, clientSecret)).toEqual(right);
    await signIn(world);
  });

  test('replacing revokes all others at once', async () => {
    const second = await addSecret(world);
    const last = await addSecret(world, { replace: '1' });
    for (const secret of [clientSecret, second.secret]) expect(await tokenError(world, secret)).toEqual(wrong);
    await signIn(world, {}, last.secret);
    expect(await listSecrets(world)).toMatchObject([{ id: last.id, signs: true }]);
  });

  test('are five at most: the oldest makes room', async () => {
    const added = [];
    for (let count = 0; count < 5; count += 1) added.push(await addSecret(world));
    expect((await listSecrets(world)).map(({ id }) => id)).toEqual(added.map(({ id }) => id));
    expect(await tokenError(world, clientSecret)).toEqual(wrong);
    expect(await tokenError(world, added[0]?.secret ?? '')).toEqual(right);
  });

  test('a value that is held is held once: adding it makes it the newest', async () => {
    await addSecret(world);
    await addSecret(world, { client_secret: clientSecret });
    expect((await listSecrets(world)).map(({ ending }) => ending)).toEqual([expect.anything(), clientSecret.slice(-4)]);
    await signIn(world);
  });
});

test('a change is on disk when it is answered', async () => {
  const { id, secret } = await addSecret(world);
  expect(await readFile(world.options.dataFile, 'utf8')).toContain(secret);
  await revokeSecret(world, id);
  expect(await readFile(world.options.dataFile, 'utf8')).not.toContain(secret);
});

describe('a restart', () => {
  test('keeps what is held and what is revoked, whatever the first secret is said to be', async () => {
    const { secret } = await addSecret(world, { replace: '1' });
    const before = await listSecrets(world);
    await world.restart();
    expect(await listSecrets(world)).toEqual(before);
    expect(await tokenError(world, clientSecret)).toEqual(wrong);
    await world.restart({ clientSecret: chosen });
    expect(await tokenError(world, chosen)).toEqual(wrong);
    await signIn(world, {}, secret);
  });

  test('adds a secret that is given and not held, once: it does not bring it back after it was revoked', async () => {
    const endings = async () => (await listSecrets(world)).map(({ ending }) => ending);
    await world.restart({ clientSecret: chosen, secretIsGiven: true });
    expect(await endings()).toEqual([clientSecret.slice(-4), chosen.slice(-4)]);
    await signIn(world);
    await signIn(world, {}, chosen);
    const { secret } = await addSecret(world, { replace: '1' });
    await world.restart({ clientSecret: chosen, secretIsGiven: true });
    expect(await tokenError(world, chosen)).toEqual(wrong);
    await signIn(world, {}, secret);
    await world.restart({ clientSecret, secretIsGiven: true });
    expect(await endings()).toEqual([secret.slice(-4), clientSecret.slice(-4)]);
    await signIn(world, {}, secret);
    await signIn(world);
  });

  test('leaves a given secret that is held where it is in the order', async () => {
    await addSecret(world);
    const before = await listSecrets(world);
    await world.restart({ secretIsGiven: true });
    expect(await listSecrets(world)).toEqual(before);
    expect(before).toHaveLength(2);
  });
});

describe('what a client has used', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  test('is written when it changes, with what else a sign-in changes, and read again', () => {
    const file = join(dirname(world.options.dataFile), 'uses.json');
    const secrets = new ClientSecrets(new Store(file));
    secrets.provide(world.client);
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
