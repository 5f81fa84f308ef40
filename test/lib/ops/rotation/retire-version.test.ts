import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { retireVersion } from '../../../../lib/ops/rotation/retire-version.ts';
import { type Fixture, labelsOf, openFixture, openSecret } from './fixture.ts';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await openFixture();
});
afterAll(() => fixture.close());

type Change = NonNullable<Parameters<typeof openSecret>[1]>;

/** A secret whose current version has just been replaced. */
async function replaced(change?: Change) {
  const secret = await openSecret(fixture, change);
  const before = (await fixture.store.versions.read(secret.arn, { label: 'AWSCURRENT' }))?.id ?? '';
  await fixture.store.put(secret.arn, { client_secret: 'the-next-one' });
  return { secret, before, labels: () => labelsOf({ ...secret, versions: fixture.store.versions }) };
}

test('removes the label, even if Secrets Manager does not list it yet', async () => {
  const { secret, before, labels } = await replaced(() => ({ labels: async () => new Map() }));
  await retireVersion(secret, before);
  expect(Object.keys(await labels())).toEqual(['AWSCURRENT']);
});

test('removes it, even if the version is not listed as replaced yet', async () => {
  let calls = 0;
  const { secret, before, labels } = await replaced(({ move }) => ({
    move: async (arn, label, versions) => {
      calls += 1;
      await move(arn, calls === 1 ? 'NOT_THERE' : label, versions);
    },
    labels: async () => new Map(),
  }));
  await retireVersion(secret, before);
  expect(Object.keys(await labels())).toEqual(['AWSCURRENT']);
});

test('a label that is already gone counts as removed, and a transient failure is retried', async () => {
  const { secret, before } = await replaced();
  await retireVersion(secret, before);
  await retireVersion(secret, before);
  let calls = 0;
  const failing = await replaced(({ labels }) => ({
    async labels(arn) {
      calls += 1;
      if (calls === 1) throw new Error('socket hang up');
      return labels(arn);
    },
  }));
  await retireVersion(failing.secret, failing.before);
  expect(await failing.labels()).not.toHaveProperty('AWSPREVIOUS');
});

test.each<[string, Change]>([
  ['stays though it is taken away', () => ({ move: async () => undefined })],
  [
    'cannot be taken away',
    () => ({
      move: async () => {
        throw new Error('socket hang up');
      },
    }),
  ],
  [
    'cannot be looked at',
    () => ({
      labels: async () => {
        throw new Error('socket hang up');
      },
    }),
  ],
])('a label that %s: the previous version is reported as still accepted', async (_, change) => {
  const { secret, before } = await replaced(change);
  await expect(retireVersion(secret, before)).rejects.toThrow(
    `--version-stage AWSPREVIOUS --remove-from-version-id ${before}`,
  );
});
