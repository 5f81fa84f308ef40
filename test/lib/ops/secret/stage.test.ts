import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { runRotation } from '../../../../lib/ops/rotation/run-rotation.ts';
import type { ProviderSecret } from '../../../../lib/ops/secret/provider-secret.ts';
import { stageForOnce } from '../../../../lib/ops/secret/stage.ts';
import { type Fixture, labelsOf, openFixture, openSecret } from '../rotation/fixture.ts';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await openFixture();
});
afterEach(() => {
  jest.restoreAllMocks();
});
afterAll(() => fixture.close());

const value = { client_secret: 'given' };
type Rotate = (arn: string, id: string) => Promise<void>;

const copied: Rotate = (arn, id) => fixture.store.versions.put(arn, { id, value, label: 'AWSPENDING' });
const notCopied: Rotate = (arn, id) => fixture.store.begin(arn, id);

/** A secret whose rotation comes so far and no further. */
function secretThat(rotate: Rotate): Promise<ProviderSecret> {
  return openSecret(fixture, () => ({ rotate }));
}

/** The same where the table, which tells how a rotation comes out, cannot be read. */
async function blind(rotate: Rotate): Promise<ProviderSecret> {
  const secret = await secretThat(rotate);
  const get = async () => {
    throw new Error('socket hang up');
  };
  const table = { ...secret.operator.table, get };
  return { ...secret, operator: { ...secret.operator, table } };
}

const run = (secret: ProviderSecret, onStatus?: () => void) =>
  runRotation(secret, { ...stageForOnce(secret, { value }), ...(onStatus && { onStatus }) });

test('if the state of a rotation cannot be read, nothing stays staged, and the error says that it continues', async () => {
  const secret = await blind(copied);
  await expect(run(secret)).rejects.toThrow(
    /cannot be read \(socket hang up\)\. The rotation continues: follow it with npm run ops -- secret status corp-\w+\./,
  );
  expect(Object.keys(await labelsOf(secret)).sort()).toEqual(['AWSCURRENT', 'AWSPENDING']);
});

test('a rotation that has not copied it yet is ended with it: it would go to something else', async () => {
  const secret = await blind(notCopied);
  await expect(run(secret)).rejects.toThrow(/cannot be read \(socket hang up\)\.$/);
  expect(Object.keys(await labelsOf(secret))).toEqual(['AWSCURRENT']);
});

test('after the longest time that a rotation takes nothing stays staged', async () => {
  const real = Date.now;
  let later = 0;
  jest.spyOn(Date, 'now').mockImplementation(() => real() + later);
  const secret = await secretThat(copied);
  const waiting = run(secret, () => {
    later = 90_000;
  });
  await expect(waiting).rejects.toThrow('has not ended after 90 s. The rotation continues: follow it with npm run ops');
  expect(Object.keys(await labelsOf(secret)).sort()).toEqual(['AWSCURRENT', 'AWSPENDING']);
});

test('where the rotation is not begun, nothing stays staged, and nothing is said to go on', async () => {
  const secret = await secretThat(async () => {
    throw new Error('not you');
  });
  await expect(run(secret)).rejects.toThrow(/^not you$/);
  expect(Object.keys(await labelsOf(secret))).toEqual(['AWSCURRENT']);
});

test('where it cannot be taken away, the command that does it later is named', async () => {
  const secret = await blind(copied);
  const move = async () => {
    throw new Error('socket hang up');
  };
  const stuck = { ...secret, versions: { ...secret.versions, move } };
  await expect(run(stuck)).rejects.toThrow(
    /may still be staged: remove it with npm run ops -- secret unstage corp-\w+\./,
  );
});

test('a rotation that was answered as failed is not attempted again', async () => {
  const secret = await secretThat(copied);
  const staging = stageForOnce(secret, { value });
  await staging.prepare();
  const version = (await labelsOf(secret))['POSTERN_STAGED'] ?? '';
  await secret.versions.move(secret.arn, 'AWSPENDING', { to: version });
  await staging.giveUp(version);
  expect(Object.keys(await labelsOf(secret))).toEqual(['AWSCURRENT']);
});
