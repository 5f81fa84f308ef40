import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { planRotation } from '../../../../lib/ops/rotation/plan-rotation.ts';
import { type Fixture, fail, labelsOf, openFixture, openSecret } from './fixture.ts';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await openFixture();
});
afterAll(() => fixture.close());

/** A fake clock that advances only by sleeping; an event happens after some milliseconds. */
function timeline(happens?: { readonly after: number; readonly what: () => Promise<unknown> }) {
  const start = Date.now();
  let now = start;
  return {
    waited: () => now - start,
    now: () => now,
    async sleep(milliseconds: number) {
      const before = now - start;
      now += milliseconds;
      if (happens && before < happens.after && now - start >= happens.after) await happens.what();
    },
  };
}

async function emptyLeftover() {
  const [secret, version] = [await openSecret(fixture), randomUUID()];
  await fixture.store.begin(secret.arn, version);
  return { secret, version };
}

async function filledLeftover() {
  const secret = await openSecret(fixture);
  return { secret, version: await fixture.store.put(secret.arn, { client_secret: 'issued' }, 'AWSPENDING') };
}

test('a version without a value is polled for the maximum duration of a rotation before it is ended', async () => {
  const { secret, version } = await emptyLeftover();
  const time = timeline();
  const plan = await planRotation(secret, true, time);
  expect(time.waited()).toBeGreaterThanOrEqual(90_000);
  expect(plan).toEqual({ version: expect.not.stringMatching(version) });
  expect(await labelsOf(secret)).not.toHaveProperty('AWSPENDING');
});

test('if it gets a value meanwhile, its rotation is in progress', async () => {
  const { secret, version } = await emptyLeftover();
  const fill = () =>
    secret.versions.put(secret.arn, { id: version, value: { client_secret: 'issued' }, label: 'AWSPENDING' });
  await expect(planRotation(secret, true, timeline({ after: 80_000, what: fill }))).rejects.toThrow('is in progress');
  expect(await labelsOf(secret)).toHaveProperty('AWSPENDING', version);
});

test('if it is gone meanwhile, there is nothing to wait for', async () => {
  const { secret, version } = await emptyLeftover();
  const time = timeline({ after: 10_000, what: () => secret.versions.endPending(secret.arn, version) });
  expect((await planRotation(secret, false, time)).version).not.toBe(version);
  expect(time.waited()).toBeLessThan(11_000);
});

test('a failed rotation without a value is not awaited', async () => {
  const { secret, version } = await emptyLeftover();
  await fail(secret, version);
  const time = timeline();
  expect(await planRotation(secret, true, time)).toEqual({ version: expect.not.stringMatching(version) });
  expect(time.waited()).toBe(0);
});

test('a failed rotation whose version has a value is resumed, or ended', async () => {
  const { secret, version } = await filledLeftover();
  await fail(secret, version, 1000);
  expect(await planRotation(secret, true)).toEqual({ version, resumed: { failedAt: 1000 } });
  expect(await labelsOf(secret)).toHaveProperty('AWSPENDING', version);
  expect(await planRotation(secret, false)).toEqual({ version: expect.not.stringMatching(version) });
  expect(await labelsOf(secret)).not.toHaveProperty('AWSPENDING');
});

test('a concurrent end by its function is not an error', async () => {
  const { secret, version } = await filledLeftover();
  await fail(secret, version);
  const endPending = async (arn: string, id: string) => {
    await fixture.store.versions.endPending(arn, id);
    await fixture.store.versions.move(arn, 'AWSPENDING', { from: id });
  };
  const racing = { ...secret, versions: { ...secret.versions, endPending } };
  expect((await planRotation(racing, false)).version).not.toBe(version);
});
