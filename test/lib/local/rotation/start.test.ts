import { writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Cleanup } from '../../../../lib/local/cleanup.ts';
import { compilePolicy } from '../../../../lib/local/iam/policy.ts';
import type { RotationSchedule } from '../../../../lib/local/rotation/schedule.ts';
import { startRotations } from '../../../../lib/local/rotation/start.ts';
import type { LocalFunction } from '../../../../lib/local/template/functions.ts';
import { type Fixture, functionArn, openFixture } from './fixture.ts';

const day = 24 * 60 * 60;
const rotation: LocalFunction = {
  name: 'App-Rotation',
  label: 'rotation',
  directory: '/bundle',
  handler: 'index.handler',
  environment: {},
  timeoutMs: 1_000,
  memoryMb: 512,
  role: { name: 'Role', policy: compilePolicy([], 'Role') },
};

let fixture: Fixture;
let arn: string;
let cleanup: Cleanup;
/** Closed functions, and the steps that had been called by then. */
let closed: string[];
beforeEach(async () => {
  fixture = await openFixture();
  arn = await fixture.create('postern/corp');
  cleanup = new Cleanup();
  closed = [];
});
afterEach(() => fixture.close());

/** Starts a run with a schedule, whose secret was last rotated that many seconds ago. */
async function start(more: Partial<RotationSchedule> = {}, secondsAgo?: number): Promise<void> {
  if (secondsAgo !== undefined) {
    writeFileSync(fixture.recordsFile, JSON.stringify({ [arn]: { lastRotatedDate: Date.now() / 1000 - secondsAgo } }));
    fixture = await fixture.restart();
  }
  const close = async () => void closed.push(`function after ${fixture.calls.length} calls`);
  await cleanup.defer(close);
  const host = { ready: Promise.resolve(), close, invoke: (event: string) => fixture.invoke(event) };
  const schedule = { secretArn: arn, functionArn, function: rotation, rotateImmediately: true, ...more };
  const log = (line: string) => fixture.log.push(line);
  await startRotations([schedule], new Map([[rotation, host]]), fixture.rotations, log, cleanup);
}

describe('startRotations', () => {
  test.each<[string, Partial<RotationSchedule>, number | undefined, number]>([
    ['a secret that was never rotated is rotated at once', {}, undefined, 4],
    ['unless the schedule says otherwise', { rotateImmediately: false, automaticallyAfterDays: 1 }, undefined, 0],
    ['one that was rotated is not, however long ago', {}, 1000 * day, 0],
    ['nor before its days are over', { automaticallyAfterDays: 30 }, 30 * day - 10, 0],
    ['it is when they are over', { automaticallyAfterDays: 30, rotateImmediately: false }, 30 * day, 4],
  ])('%s', async (_, schedule, secondsAgo, calls) => {
    await start(schedule, secondsAgo);
    expect(fixture.calls).toHaveLength(calls);
    expect(fixture.log).toEqual([]);
    expect((await fixture.value(arn)) === 'first').toBe(calls === 0);
  });

  test('a failed rotation is logged in one line, and does not end the run', async () => {
    fixture.before = () => Promise.reject(new Error('no'));
    await start();
    expect(fixture.log).toEqual([expect.stringContaining('postern/corp was not rotated: createSecret failed.')]);
  });

  test('so is a missing secret', async () => {
    await start({ secretArn: `${arn}x` });
    expect(fixture.log).toEqual([expect.stringContaining(`${arn}x was not rotated: `)]);
    expect(fixture.log[0]).toContain('ResourceNotFoundException');
  });

  test('a rotation of more than ten seconds is awaited only at the end of the run, before the function is closed', async () => {
    let go = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      go = resolve;
    });
    fixture.before = () => held;
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
    try {
      const started = start();
      let done = false;
      void started.then(() => {
        done = true;
      });
      await jest.advanceTimersByTimeAsync(9_990);
      expect(done).toBe(false);
      await jest.advanceTimersByTimeAsync(20);
      await started;
    } finally {
      jest.useRealTimers();
    }
    expect(fixture.log).toEqual([
      '[secrets] A rotation takes longer than 10 s: the run goes on without waiting for it.',
    ]);
    const ended = cleanup.run();
    go();
    await ended;
    expect(closed).toEqual(['function after 4 calls']);
    expect(fixture.rotations.lastRotated(arn)).toBeDefined();
  });
});
