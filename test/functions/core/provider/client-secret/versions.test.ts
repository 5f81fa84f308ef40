import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  createClientSecretVersions,
  type SecretCandidate,
} from '../../../../../functions/core/provider/client-secret/versions.ts';
import { clientSecretScene } from '../../support/client-secrets.ts';
import { problem } from '../../support/problems.ts';
import { type SecretStore, startSecretStore } from '../../support/secret-store.ts';
import { providerSettings } from '../../support/settings.ts';

let store: SecretStore;
beforeAll(async () => {
  store = await startSecretStore();
});
beforeEach(() => store.serve());
afterAll(() => store.close());

const hour = 3_600_000;
const short = ({ stage, version }: SecretCandidate) => [stage, version.value['client_secret']];

/** What is asked who was promoted when. */
interface Promotion {
  readonly version: string;
  readonly at: number;
}

/** The versions of a client secret in an instance that has read the current one, with an overlap of an hour. */
async function versionsOf(current: string, secretOverlapSeconds = 3600) {
  const promotions: Promotion[] = [];
  const accepted: string[] = [];
  const scene = await clientSecretScene(store, current, async (provider) => {
    expect(provider).toBe('corp');
    const promoted = promotions.at(-1);
    return { ...(promoted !== undefined && { promoted }), accepted };
  });
  const versions = createClientSecretVersions(providerSettings({ secretOverlapSeconds }), scene.ports);
  const known = await versions.current();
  return {
    ...scene,
    versions,
    known,
    promotions,
    accepted,
    async fallbacks() {
      const found: unknown[] = [];
      for await (const version of versions.fallbacks(known)) found.push(short(version));
      return found;
    },
    verificationCandidates: async () => (await versions.verificationCandidates()).map(short),
  };
}

/** The same after the secret was changed from `one` to `two`. */
async function changed(secretOverlapSeconds?: number) {
  const scene = await versionsOf('one', secretOverlapSeconds);
  const id = await scene.put('two');
  const { createdAt = Number.NaN } = (await store.versions.read(scene.arn, { id })) ?? {};
  return { ...scene, id, createdAt };
}

describe('current', () => {
  test('is the current version', async () => {
    expect(short((await versionsOf('one')).known)).toEqual(['current', 'one']);
  });

  test('is needed to hold a client secret, and the secret to be granted', async () => {
    const { ports, secrets } = await clientSecretScene(store, {});
    const cure = 'npm run ops -- secret set corp';
    await expect(createClientSecretVersions(providerSettings(), ports).current()).rejects.toEqual(
      problem('temporarily_unavailable', { log: { provider: 'corp', cure } }),
    );
    const without = createClientSecretVersions(providerSettings(), { ...ports, secrets, secretArn: undefined });
    await expect(without.current()).rejects.toThrow('no secret is granted for corp');
  });
});

test('the first client secret is seen as soon as it is stored', async () => {
  const { ports, put } = await clientSecretScene(store, {});
  const versions = createClientSecretVersions(providerSettings(), ports);
  await expect(versions.current()).rejects.toEqual(problem('temporarily_unavailable'));
  await put('one');
  expect(short(await versions.current())).toEqual(['current', 'one']);
});

describe('fallbacks', () => {
  test('are the newer current one, the pending one and the staged one, and at last those of the moment', async () => {
    const { put, fallbacks } = await versionsOf('one');
    await put('two');
    await put('four', 'POSTERN_STAGED');
    await put('three', 'AWSPENDING');
    expect(await fallbacks()).toEqual([
      ['newer', 'two'],
      ['pending', 'three'],
      ['pending', 'four'],
      ['newer', 'two'],
      ['pending', 'three'],
      ['pending', 'four'],
    ]);
  });

  test('find at last what has become current since the last second, and wait for it', async () => {
    const { put, versions, fallbacks, state } = await versionsOf('one');
    expect(await fallbacks()).toEqual([
      ['newer', 'one'],
      ['newer', 'one'],
    ]);
    await put('two');
    const found: unknown[] = [];
    for await (const version of versions.fallbacks(await versions.current())) found.push(short(version));
    expect(found).toEqual([
      ['newer', 'one'],
      ['newer', 'two'],
    ]);
    state.now += 1000;
    expect(await fallbacks()).toEqual([
      ['newer', 'two'],
      ['newer', 'two'],
    ]);
  });

  test('are without those that hold no client secret, and are read one after the other', async () => {
    const { put, fallbacks, versions, known } = await versionsOf('one');
    await put({ private_key: 'p' }, 'AWSPENDING');
    expect(await fallbacks()).toEqual([
      ['newer', 'one'],
      ['newer', 'one'],
    ]);
    const from = store.reads().length;
    await versions.fallbacks(known).next();
    expect(store.reads().slice(from)).not.toContain('POSTERN_STAGED');
  });
});

describe('verificationCandidates', () => {
  test('are the newer one, those that are to come, and the previous one', async () => {
    const { put, verificationCandidates } = await changed();
    await put('three', 'AWSPENDING');
    await put('four', 'POSTERN_STAGED');
    expect(await verificationCandidates()).toEqual([
      ['newer', 'two'],
      ['pending', 'three'],
      ['pending', 'four'],
      ['previous', 'one'],
    ]);
  });

  test('tell which pending and staged ones are not proved yet', async () => {
    const { put, accepted, versions } = await changed();
    const pending = await put('three', 'AWSPENDING');
    const unproved = async () =>
      (await versions.verificationCandidates()).map(({ stage, unproved }) => [stage, unproved === true]);
    expect(await unproved()).toEqual([
      ['newer', false],
      ['pending', true],
      ['previous', false],
    ]);
    accepted.push(pending);
    expect((await unproved())[1]).toEqual(['pending', false]);
  });

  test('are never those that were before the previous one', async () => {
    const { put, verificationCandidates } = await changed();
    await put('three');
    expect(await verificationCandidates()).toEqual([
      ['newer', 'three'],
      ['previous', 'two'],
    ]);
  });

  test('say until when the previous one counts, and none else', async () => {
    const { versions, createdAt } = await changed();
    expect((await versions.verificationCandidates()).map(({ until }) => until)).toEqual([undefined, createdAt + hour]);
  });
});

describe('the previous one signs', () => {
  const signs = [
    ['newer', 'two'],
    ['previous', 'one'],
  ];
  const doesNot = [['newer', 'two']];

  test('from the creation of the current one on, if its promotion is not recorded', async () => {
    const { verificationCandidates, state, createdAt, promotions } = await changed();
    promotions.push({ version: 'another', at: createdAt + hour });
    state.now = createdAt + hour - 1;
    expect(await verificationCandidates()).toEqual(signs);
    state.now = createdAt + hour;
    expect(await verificationCandidates()).toEqual(doesNot);
  });

  test('from the promotion on, which can be long after the making', async () => {
    const { verificationCandidates, state, createdAt, promotions, id } = await changed();
    promotions.push({ version: id, at: createdAt + 50 * hour });
    state.now = createdAt + 51 * hour - 1;
    expect(await verificationCandidates()).toEqual(signs);
    state.now = createdAt + 51 * hour;
    expect(await verificationCandidates()).toEqual(doesNot);
  });

  test('not without an overlap, even if the promotion is in the future by this clock', async () => {
    const { verificationCandidates, state, createdAt, promotions, id } = await changed(0);
    state.now = createdAt - 1000;
    expect(await verificationCandidates()).toEqual(doesNot);
    promotions.push({ version: id, at: createdAt + hour });
    state.now = createdAt + 2000;
    expect(await verificationCandidates()).toEqual(doesNot);
  });

  test('not if the age of the current one is unknown', async () => {
    const { versions, ports } = await changed();
    const ageless: typeof ports.secrets = {
      ...ports.secrets,
      async labelled(arn, label) {
        const version = await ports.secrets.labelled(arn, label);
        return version && { ...version, createdAt: Number.NaN };
      },
    };
    const others = createClientSecretVersions(providerSettings(), { ...ports, secrets: ageless });
    expect((await others.verificationCandidates()).map(short)).toEqual(doesNot);
    expect((await versions.verificationCandidates()).map(short)).toEqual(signs);
  });
});
