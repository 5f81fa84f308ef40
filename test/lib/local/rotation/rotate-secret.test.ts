import { statSync } from 'node:fs';
import {
  DescribeSecretCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Fixture, functionArn, openFixture, token } from './fixture.ts';

const incomplete = {
  name: 'InvalidRequestException',
  message: "A previous rotation isn't complete. That rotation will be reattempted.",
};

let fixture: Fixture;
let arn: string;
beforeEach(async () => {
  fixture = await openFixture();
  arn = await fixture.create('postern/corp');
  fixture.rotations.schedule([fixture.scheduleFor(arn)]);
});
afterEach(() => fixture.close());

const rotate = (letter: string, more: object = {}) =>
  fixture.client.send(new RotateSecretCommand({ SecretId: arn, ClientRequestToken: token(letter), ...more }));
const about = () => fixture.client.send(new DescribeSecretCommand({ SecretId: arn }));
const steps = () => fixture.calls.map(({ Step }) => Step);
const failing = (step: string) => {
  fixture.before = ({ Step }) => {
    if (Step === step) throw new Error('no');
  };
};
/** Does something that begins a rotation, and waits until that has ended, well or not. */
async function untilEnded(begin: () => Promise<unknown>): Promise<void> {
  const outcome = () => `${fixture.rotations.lastRotated(arn)} ${fixture.log.length}`;
  const before = outcome();
  await begin();
  while (outcome() === before) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('RotateSecret', () => {
  test('responds at once, then runs the four steps in order for one version, which becomes current', async () => {
    let go = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      go = resolve;
    });
    fixture.before = () => held;
    await untilEnded(async () => {
      expect(await rotate('a')).toMatchObject({ ARN: arn, Name: 'postern/corp', VersionId: token('a') });
      expect(await fixture.value(arn)).toBe('first');
      go();
    });
    expect(steps()).toEqual(['createSecret', 'setSecret', 'testSecret', 'finishSecret']);
    for (const call of fixture.calls) {
      expect(call).toEqual({ ...fixture.calls[0], Step: call.Step, SecretId: arn, ClientRequestToken: token('a') });
      expect(call.RotationToken).toMatch(/^[0-9a-f-]{36}$/);
    }
    expect(await fixture.value(arn)).toBe(`value of ${token('a')}`);
    expect(await fixture.stages(arn)).toEqual({
      [token('0')]: ['AWSPREVIOUS'],
      [token('a')]: ['AWSPENDING', 'AWSCURRENT'],
    });
    expect(fixture.log).toEqual([]);
  });

  test('a second rotation, by name and without a token: the label of the first moves to the new version', async () => {
    await untilEnded(() => rotate('a'));
    await untilEnded(() => fixture.client.send(new RotateSecretCommand({ SecretId: 'postern/corp' })));
    const id = fixture.calls.at(-1)?.ClientRequestToken ?? '';
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(await fixture.stages(arn)).toEqual({
      [token('a')]: ['AWSPREVIOUS'],
      [id]: ['AWSPENDING', 'AWSCURRENT'],
    });
  });

  test('is refused while a rotation of the secret is in progress', async () => {
    let refused: unknown;
    fixture.before = async ({ Step }) => {
      if (Step === 'testSecret') refused = await rotate('d').catch((error: Error) => error);
    };
    await untilEnded(async () => {
      const both = await Promise.allSettled([rotate('a'), rotate('b')]);
      const refusals = both.filter((result) => result.status === 'rejected');
      expect(refusals).toHaveLength(1);
      expect(refusals[0]?.reason).toMatchObject(incomplete);
    });
    expect(refused).toMatchObject(incomplete);
    expect(steps()).toHaveLength(4);
    expect(fixture.log).toEqual([]);
  });

  test.each(['createSecret', 'setSecret', 'testSecret', 'finishSecret'])(
    '%s fails: nothing after it is done, its version stays pending, and the next request attempts it again',
    async (step) => {
      failing(step);
      await untilEnded(() => rotate('a'));
      expect(steps().at(-1)).toBe(step);
      expect(await fixture.value(arn)).toBe('first');
      expect(await fixture.stages(arn)).toEqual({ [token('0')]: ['AWSCURRENT'], [token('a')]: ['AWSPENDING'] });
      expect((await about()).LastRotatedDate).toBeUndefined();
      expect(fixture.log).toEqual([
        `[secrets] postern/corp was not rotated: ${step} failed. RotateSecret attempts it again.`,
      ]);

      fixture.before = () => undefined;
      fixture.calls.splice(0);
      await untilEnded(() => expect(rotate('b')).rejects.toMatchObject(incomplete));
      expect(fixture.calls.map(({ ClientRequestToken }) => ClientRequestToken)).toEqual(Array(4).fill(token('a')));
      expect(await fixture.value(arn)).toBe(`value of ${token('a')}`);
      expect((await about()).LastRotatedDate).toBeInstanceOf(Date);
      expect(fixture.log).toHaveLength(1);
    },
  );

  test('for an existing version: it gets the label, and its value stays', async () => {
    await fixture.client.send(
      new PutSecretValueCommand({
        SecretId: arn,
        SecretString: 'prepared',
        ClientRequestToken: token('a'),
        VersionStages: ['POSTERN_STAGED'],
      }),
    );
    await untilEnded(() => rotate('a'));
    expect(await fixture.value(arn)).toBe('prepared');
    expect(await fixture.stages(arn)).toEqual({
      [token('0')]: ['AWSPREVIOUS'],
      [token('a')]: ['POSTERN_STAGED', 'AWSPENDING', 'AWSCURRENT'],
    });
  });

  test('a function that does nothing does not rotate the secret', async () => {
    fixture.rotations.schedule([fixture.scheduleFor(arn, { invoke: async () => 'null' })]);
    await untilEnded(() => rotate('a'));
    expect(fixture.rotations.lastRotated(arn)).toBeUndefined();
    expect(fixture.log).toEqual([expect.stringContaining('finishSecret left AWSPENDING on a version')]);
  });

  test.each([
    ['a token that is too short', { ClientRequestToken: 'x'.repeat(31) }, 'InvalidParameterException', '32 to 64'],
    ['a token that is too long', { ClientRequestToken: 'x'.repeat(65) }, 'InvalidParameterException', '32 to 64'],
    ['a rotation at another time', { RotateImmediately: false }, 'InvalidParameterException', 'RotateImmediately'],
    ['another function', { RotationLambdaARN: functionArn }, 'InvalidParameterException', 'only from the template'],
    [
      'other rules',
      { RotationRules: { AutomaticallyAfterDays: 1 } },
      'InvalidParameterException',
      'only from the template',
    ],
    [
      'a secret that is not there',
      { SecretId: 'none' },
      'ResourceNotFoundException',
      "Secrets Manager can't find the specified secret.",
    ],
  ])('refuses %s', async (_, input, name, message) => {
    await expect(rotate('a', input)).rejects.toMatchObject({ name, message: expect.stringContaining(message) });
    expect(fixture.calls).toEqual([]);
  });

  test('refuses a secret for which no function is configured', async () => {
    await fixture.create('other');
    await expect(rotate('a', { SecretId: 'other' })).rejects.toMatchObject({
      name: 'InvalidRequestException',
      message: 'No Lambda rotation function ARN is associated with this secret.',
    });
  });
});

describe('DescribeSecret', () => {
  test('has the schedule and the last rotation, also after a restart', async () => {
    fixture.rotations.schedule([fixture.scheduleFor(arn, { automaticallyAfterDays: 30 })]);
    const schedule = {
      RotationEnabled: true,
      RotationLambdaARN: functionArn,
      RotationRules: { AutomaticallyAfterDays: 30 },
    };
    const before = await about();
    expect(before).toMatchObject(schedule);
    expect(before.LastRotatedDate).toBeUndefined();
    const start = Date.now();
    await untilEnded(() => rotate('a'));
    const { LastRotatedDate } = await about();
    expect(LastRotatedDate?.getTime()).toBeGreaterThanOrEqual(start);
    expect(LastRotatedDate?.getTime()).toBeLessThanOrEqual(Date.now());

    expect(statSync(fixture.recordsFile).mode & 0o777).toBe(0o600);
    fixture = await fixture.restart();
    fixture.rotations.schedule([fixture.scheduleFor(arn)]);
    const { RotationRules, ...after } = await about();
    expect(after).toMatchObject({ RotationEnabled: true, LastRotatedDate });
    expect(RotationRules).toBeUndefined();
  });

  test('has no members of rotation if none is configured', async () => {
    await fixture.create('other');
    const other = await fixture.client.send(new DescribeSecretCommand({ SecretId: 'other' }));
    expect(Object.keys(other).filter((name) => /Rotat/.test(name))).toEqual([]);
  });
});

test('other requests get the service’s response', async () => {
  await expect(fixture.client.send(new ListSecretsCommand({}))).rejects.toMatchObject({
    name: 'UnknownOperationException',
  });
  await expect(fixture.stages('none')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

describe('the end', () => {
  test('waits for rotations in progress, and refuses others', async () => {
    const other = await fixture.create('other');
    fixture.rotations.schedule([fixture.scheduleFor(other)]);
    fixture.before = () => new Promise((resolve) => setTimeout(resolve, 20));
    await rotate('a');
    const end = fixture.rotations.end();
    await expect(rotate('b', { SecretId: other })).rejects.toMatchObject({
      name: 'InvalidRequestException',
      message: expect.stringContaining('is ending'),
    });
    await end;
    expect(steps()).toHaveLength(4);
    expect(fixture.rotations.lastRotated(arn)).toBeDefined();
    expect(fixture.rotations.lastRotated(other)).toBeUndefined();
  });
});
