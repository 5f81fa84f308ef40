import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ProviderSettings } from '../../../../../functions/core/contract/provider-settings.ts';
import { verifyIdToken } from '../../../../../functions/core/oidc/id-token/index.ts';
import { verifySignature } from '../../../../../functions/core/oidc/jws.ts';
import { verifyLogoutToken } from '../../../../../functions/core/oidc/logout-token.ts';
import { createProvider } from '../../../../../functions/core/provider/index.ts';
import {
  countFallbacks,
  createReadHistory,
  recordVersionStatus,
} from '../../../../../functions/core/storage/secret-status.ts';
import { clientSecretScene } from '../../support/client-secrets.ts';
import { jsonAnswer } from '../../support/loopback-server.ts';
import { problem, refusedToken } from '../../support/problems.ts';
import { type SecretStore, startSecretStore } from '../../support/secret-store.ts';
import { providerSettings } from '../../support/settings.ts';
import { startTable, type TestTable } from '../../support/table.ts';
import { createSigner } from '../../support/tokens.ts';
import { until } from '../../support/until.ts';

let store: SecretStore;
let table: TestTable;
beforeAll(async () => {
  [store, table] = await Promise.all([startSecretStore(), startTable()]);
});
beforeEach(() => store.serve());
afterAll(() => Promise.all([store.close(), table.close()]));

const minute = 60_000;
const [one, two, three] = ['one', 'two', 'three'].map((name) => `client secret ${name}`) as [string, string, string];
const refused = refusedToken('signature');

/** A provider that signs with the client secret, in an instance that has read this one, which replaced another maybe. */
async function signing(current: string | object, changes: Partial<ProviderSettings> = {}, previous?: string) {
  const scene = await clientSecretScene(store, previous ?? current, createReadHistory(table.table));
  if (previous !== undefined) await scene.put(current);
  const settings = providerSettings({ idTokenSignedResponseAlg: 'HS256', ...changes });
  const provider = createProvider(settings, scene.ports);
  const { id, createdAt } = await scene.secrets.current(scene.arn);
  /** Verifies a token that this secret has signed, so many milliseconds later. @returns whose it is. */
  const verify = async (secret: string, later = 2000) => {
    scene.state.now += later;
    const { sign } = await createSigner('HS256', '', secret);
    return (await verifySignature(await sign({ sub: secret }), 'HS256', provider.keys('provider_response'))).claims[
      'sub'
    ];
  };
  return { ...scene, id, createdAt, provider, verify };
}

/** How often Secrets Manager and the table were asked so far. */
const asked = () => store.reads().length + table.requests('GetItem').length;

describe('a token that the current secret has signed', () => {
  test('is verified without another read or record', async () => {
    const { verify, put, notes } = await signing(one);
    await put(two, 'AWSPENDING');
    const before = asked();
    expect(await verify(one)).toBe(one);
    expect(asked()).toBe(before);
    expect(notes).toEqual([]);
  });

  test('is verified by a secret that is the current one since, which is no fallback', async () => {
    const { verify, put, notes } = await signing(one);
    await put(two);
    expect(await verify(two)).toBe(two);
    const before = asked();
    expect(await verify(two)).toBe(two);
    expect(asked()).toBe(before);
    expect(notes).toEqual([]);
  });
});

describe('a token of another version', () => {
  test.each(['AWSPENDING', 'POSTERN_STAGED'])('is verified if the version is labelled %s', async (label) => {
    const { verify, put, notes } = await signing(one);
    await put(two, label);
    expect(await verify(two)).toBe(two);
    expect(notes).toEqual([['corp', 'verify', 'pending']]);
  });

  test('is verified if the version was the current one until now', async () => {
    const { verify, put, notes, state } = await signing(one);
    await put(two);
    expect(await verify(one)).toBe(one);
    expect(await verify(two)).toBe(two);
    expect(await verify(one)).toBe(one);
    expect(notes).toEqual([]);
    state.now += minute;
    expect(await verify(one)).toBe(one);
    expect(notes).toEqual([['corp', 'verify', 'previous']]);
  });

  test('does not await the rate limit of rereading the current version', async () => {
    const { ports, put, secrets } = await signing(one);
    await put(two);
    await put(three, 'AWSPENDING');
    const newer = () => Promise.reject(new Error('a turn was taken'));
    const provider = createProvider(providerSettings(), { ...ports, secrets: { ...secrets, newer } });
    for (const secret of [three, two, one]) {
      const token = await (await createSigner('HS256', '', secret)).sign({ sub: secret });
      expect((await verifySignature(token, 'HS256', provider.keys('provider_response'))).claims).toEqual({
        sub: secret,
      });
    }
  });

  test('is verified by what has become current within the last second, too', async () => {
    const { verify, put, notes } = await signing(one);
    await put(two, 'AWSPENDING');
    expect(await verify(two)).toBe(two);
    await put(three);
    expect(await verify(three, 0)).toBe(three);
    expect(notes).toEqual([['corp', 'verify', 'pending']]);
  });

  test('is refused after each version was read once, and the current one once more', async () => {
    const { verify, put } = await signing(one);
    await put(two);
    await put(three, 'AWSPENDING');
    const from = store.reads().length;
    await expect(verify('client secret that nobody has')).rejects.toEqual(refused);
    const labels = ['AWSCURRENT', 'AWSCURRENT', 'AWSPENDING', 'AWSPREVIOUS', 'POSTERN_STAGED'];
    expect(store.reads().slice(from).toSorted()).toEqual(labels);
  });

  test('is refused if it has no label any more, or never had one', async () => {
    const { verify, put, notes, state } = await signing(one);
    await put(two);
    await put(three);
    state.now += minute;
    await expect(verify(one)).rejects.toEqual(refused);
    expect(await verify(two)).toBe(two);
    await expect(verify('client secret that nobody has')).rejects.toEqual(refused);
    expect(notes).toEqual([['corp', 'verify', 'previous']]);
  });

  test('is refused if the version cannot be read', async () => {
    const { verify, put } = await signing(one);
    await put(two, 'AWSPENDING');
    store.server.answer((response) => response.destroy());
    await expect(verify(two)).rejects.toEqual(problem('temporarily_unavailable'));
    expect(await verify(one)).toBe(one);
  });

  test('is refused if the table does not tell when the version was promoted', async () => {
    const { verify, put } = await signing(one);
    await put(two);
    const failure = jsonAnswer({ __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError' }, 500);
    table.failNext(failure, failure);
    await expect(verify(three)).rejects.toEqual(problem('temporarily_unavailable'));
  });
});

describe('the previous secret', () => {
  const overlap = 30_000;
  const settings = { secretOverlapSeconds: overlap / 1000 };

  /** The secret was changed from one to two. */
  async function changed(changes: Partial<ProviderSettings> = settings) {
    const scene = await signing(two, changes, one);
    /** Verifies at a moment by the clock. */
    const verifyAt = (now: number, secret: string) => {
      scene.state.now = now - 2000;
      return scene.verify(secret);
    };
    return { ...scene, verifyAt };
  }

  test('verifies until the overlap is over', async () => {
    const { verifyAt, createdAt } = await changed();
    expect(await verifyAt(createdAt + overlap - 1, one)).toBe(one);
    const late = await changed();
    await expect(late.verifyAt(late.createdAt + overlap, one)).rejects.toEqual(refused);
    expect(await late.verifyAt(late.createdAt + overlap + 2000, two)).toBe(two);
  });

  test('does not outlast the overlap for having been used before', async () => {
    const { verifyAt, createdAt } = await changed();
    expect(await verifyAt(createdAt + overlap - 2, one)).toBe(one);
    expect(await verifyAt(createdAt + overlap - 1, one)).toBe(one);
    await expect(verifyAt(createdAt + overlap, one)).rejects.toEqual(refused);
  });

  test('verifies from the promotion on that the table tells of, and of no other version’s', async () => {
    const { verifyAt, createdAt, id } = await changed();
    const at = createdAt + 10 * minute;
    const name = { provider: 'corp' };
    await recordVersionStatus(table.table, name, { promoted: { version: 'another', at } });
    await expect(verifyAt(at, one)).rejects.toEqual(refused);
    await recordVersionStatus(table.table, name, { promoted: { version: id, at } });
    expect(await verifyAt(at + overlap - 1, one)).toBe(one);
    await expect(verifyAt(at + overlap + 2000, one)).rejects.toEqual(refused);
  });

  test('verifies nothing without an overlap', async () => {
    const { verifyAt, createdAt, notes } = await changed({ secretOverlapSeconds: 0 });
    await expect(verifyAt(createdAt - 5000, one)).rejects.toEqual(refused);
    await expect(verifyAt(createdAt, one)).rejects.toEqual(refused);
    expect(await verifyAt(createdAt + 5000, two)).toBe(two);
    expect(notes).toEqual([]);
  });
});

describe('the versions beside the current one', () => {
  test('are remembered for a minute, and each use of them is recorded', async () => {
    const { verify, put, notes, state } = await signing(one);
    await put(two, 'AWSPENDING');
    expect(await verify(two)).toBe(two);
    const before = asked();
    state.now += minute - 4001;
    // The current version is read again meanwhile, which is none of the others.
    const others = () => store.reads().filter((label) => label !== 'AWSCURRENT').length;
    const [othersBefore, gets] = [others(), table.requests('GetItem').length];
    expect(await verify(two)).toBe(two);
    expect([others(), table.requests('GetItem').length]).toEqual([othersBefore, gets]);
    expect(asked()).toBeLessThanOrEqual(before + 1);
    expect(notes).toEqual(Array(2).fill(['corp', 'verify', 'pending']));
    state.now += minute;
    expect(await verify(two)).toBe(two);
    expect(others()).toBeGreaterThan(othersBefore);
  });

  test('are read again if no remembered one verifies', async () => {
    const { verify, put } = await signing(one);
    await put(two, 'AWSPENDING');
    expect(await verify(two)).toBe(two);
    await put(three, 'POSTERN_STAGED');
    expect(await verify(three)).toBe(three);
  });

  test('are not remembered once they were given up', async () => {
    const { verify, put, arn, state } = await signing(one);
    const pending = await put(two, 'AWSPENDING');
    expect(await verify(two)).toBe(two);
    await store.move(arn, 'AWSPENDING', { from: pending });
    state.now += minute;
    await expect(verify(two)).rejects.toEqual(refused);
  });

  test('are read again if the current version has changed', async () => {
    const { verify, put, arn, state, secrets } = await signing(one);
    const pending = await put(two, 'AWSPENDING');
    expect(await verify(two)).toBe(two);
    await store.move(arn, 'AWSPENDING', { from: pending });
    await put(three);
    state.now += 45_000;
    // It is read again in the background.
    await until(async () => (await secrets.current(arn)).value['client_secret'] === three);
    await expect(verify(two)).rejects.toEqual(refused);
  });
});

describe('a secret that is too short to sign with', () => {
  const short = 'x'.repeat(15);

  test('verifies nothing, whatever its label, and keeps no long one from verifying', async () => {
    const { verify, put } = await signing(one);
    await put(short, 'AWSPENDING');
    await put(two, 'POSTERN_STAGED');
    expect(await verify(two)).toBe(two);
    await expect(verify(short)).rejects.toEqual(refused);
  });

  test('keeps none from verifying if it is the current one either', async () => {
    const { verify, put } = await signing(short);
    await expect(verify(short)).rejects.toEqual(refusedToken('key'));
    await put(two, 'AWSPENDING');
    expect(await verify(two)).toBe(two);
    await expect(verify(short)).rejects.toEqual(refused);
  });

  test('verifies if the issuer is on this machine', async () => {
    const { verify, put } = await signing('short', { issuer: 'http://localhost:3001/' });
    await put('brief', 'AWSPENDING');
    expect(await verify('short')).toBe('short');
    expect(await verify('brief')).toBe('brief');
  });
});

test('if Secrets Manager fails, other versions that verified stay in use for an hour, like the current one', async () => {
  const { verify, put, state, lines } = await signing(one);
  await put(two, 'AWSPENDING');
  expect(await verify(two)).toBe(two);
  store.server.answer((response) => response.destroy());
  state.now += 2 * minute;
  expect(await verify(two)).toBe(two);
  expect(lines.map(({ event }) => event)).toContain('secrets_unavailable');
  const from = store.reads().length;
  expect(await verify(two)).toBe(two);
  expect(store.reads().slice(from)).not.toContain('AWSPENDING');
  state.now += 56 * minute;
  expect(await verify(two)).toBe(two);
  state.now += 5 * minute;
  await expect(verify(two)).rejects.toEqual(problem('temporarily_unavailable'));
});

describe('what is to come and not proved yet', () => {
  /** Verifies tokens of a pending secret: an ID token that the provider has answered, and a logout token that came. */
  async function scene() {
    const scene = await signing(one);
    const pending = await scene.put(two, 'AWSPENDING');
    const { sign } = await createSigner('HS256', '', two);
    const { issuer, clientId } = scene.provider.settings;
    const verify = async () => {
      scene.state.now += 2000;
      const { now } = scene.state;
      const seconds = Math.floor(now / 1000);
      const common = { iss: issuer, aud: clientId, sub: 'alice', iat: seconds, exp: seconds + 60 };
      const expected = { issuer, tenants: [], clientId, algorithm: 'HS256', now } as const;
      const idToken = await sign({ ...common, nonce: 'n' });
      await verifyIdToken(idToken, scene.provider.keys('provider_response'), { ...expected, nonce: 'n' });
      const events = { 'http://schemas.openid.net/event/backchannel-logout': {} };
      const logoutToken = await sign({ ...common, jti: 'j', events });
      return verifyLogoutToken(logoutToken, scene.provider.keys('untrusted'), expected);
    };
    return { ...scene, pending, verify };
  }

  test('verifies what the provider itself answers, and nothing that anybody could send', async () => {
    const { verify, notes } = await scene();
    await expect(verify()).rejects.toEqual(refused);
    expect(notes).toEqual([['corp', 'verify', 'pending']]);
  });

  test('verifies both once it is proved', async () => {
    const { verify, pending, notes, state } = await scene();
    const proof = { version: pending, at: 0, outcome: 'right', reason: 'r' };
    await recordVersionStatus(table.table, { provider: 'corp' }, { proof: { ...proof, outcome: 'wrong' } });
    await expect(verify()).rejects.toEqual(refused);
    await recordVersionStatus(table.table, { provider: 'corp' }, { proof });
    // Untrusted tokens cause one read of the versions a minute.
    state.now += minute;
    expect(await verify()).toMatchObject({ subject: 'alice' });
    expect(notes.length).toBeGreaterThan(1);
  });

  test('verifies both once the token endpoint has accepted it', async () => {
    const { verify, pending } = await scene();
    const accepted = { version: pending, at: 0 };
    await countFallbacks(table.table, { provider: 'corp' }, 'authenticate pending', { count: 1, at: 0, accepted });
    expect(await verify()).toMatchObject({ subject: 'alice' });
  });
});

describe('a token that was signed with the secret of another issuer or client', () => {
  const own = { issuer: providerSettings().issuer, client_id: providerSettings().clientId };

  test.each([
    { ...own, issuer: 'https://other.example.com/' },
    { ...own, client_id: 'client-2' },
  ])('is not verified, under whichever label the secret is stored: %j', async (bound) => {
    const { verify, put } = await signing({ client_secret: one, ...bound });
    await expect(verify(one)).rejects.toMatchObject({ code: 'temporarily_unavailable' });
    await put({ client_secret: two, ...own }, 'POSTERN_STAGED');
    await put({ client_secret: three, ...bound }, 'AWSPENDING');
    expect(await verify(two)).toBe(two);
    await expect(verify(one)).rejects.toMatchObject({ code: expect.any(String) });
    await expect(verify(three)).rejects.toMatchObject({ code: expect.any(String) });
  });
});
