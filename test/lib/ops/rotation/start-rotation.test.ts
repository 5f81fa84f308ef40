import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { AwsError } from '../../../../functions/core/aws/client.ts';
import { startRotation } from '../../../../lib/ops/rotation/start-rotation.ts';
import { type Fixture, openFixture, openSecret } from './fixture.ts';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await openFixture();
});
afterAll(() => fixture.close());

const refusal = () => new AwsError('InvalidRequestException', 400, { message: "A previous rotation isn't complete." });

/** A secret whose rotation requests fail; `first` runs before the first request. */
async function refusing(error: () => Error, first: (arn: string, id: string) => Promise<unknown>) {
  let calls = 0;
  const secret = await openSecret(fixture, () => ({
    async rotate(arn, id) {
      calls += 1;
      if (calls === 1) await first(arn, id);
      throw error();
    },
  }));
  return { secret, calls: () => calls };
}

const fill = (arn: string, id: string, label: string) =>
  fixture.store.versions.put(arn, { id, value: { client_secret: 'next' }, label });

test.each([
  ['refused the second time', refusal],
  ['lost each time', () => new Error('socket hang up')],
])('a started rotation counts as started, even if the answer is %s', async (_, error) => {
  for (const begin of [
    (arn: string, id: string) => fixture.store.begin(arn, id),
    (arn: string, id: string) => fill(arn, id, 'AWSPENDING'),
    (arn: string, id: string) => fill(arn, id, 'AWSCURRENT'),
  ]) {
    const { secret, calls } = await refusing(error, begin);
    await startRotation(secret, { version: randomUUID() });
    expect(calls()).toBe(1);
  }
});

test('a rotation of somebody else is not taken for this one, and a refusal is reported', async () => {
  const { secret, calls } = await refusing(refusal, (arn) => fixture.store.begin(arn, randomUUID()));
  await expect(startRotation(secret, { version: randomUUID() })).rejects.toThrow(
    "The rotation was not started (A previous rotation isn't complete.)",
  );
  expect(calls()).toBe(12);
});

test('an error other than a refusal is not retried', async () => {
  const { secret, calls } = await refusing(
    () => new AwsError('AccessDeniedException', 400, { message: 'not you' }),
    async () => undefined,
  );
  await expect(startRotation(secret, { version: randomUUID() })).rejects.toThrow('not you');
  expect(calls()).toBe(1);
});

test("a resumed rotation is left to Secrets Manager's retry if it refuses to start it", async () => {
  const version = randomUUID();
  const { secret, calls } = await refusing(refusal, (arn) => fill(arn, version, 'AWSPENDING'));
  await startRotation(secret, { version, resumed: { failedAt: 1 } });
  expect(calls()).toBe(12);
});
