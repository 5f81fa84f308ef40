import { writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Cleanup } from '../../../../lib/local/cleanup.ts';
import { compilePolicy } from '../../../../lib/local/iam/policy.ts';
import type { RotationSchedule } from '../../../../lib/local/rotation/schedule.ts';
import { startRotations } from '../../../../lib/local/rotation/start.ts';
import type { LocalFunction } from '../../../../lib/local/template/functions.ts';
import { functionArn, openWorld, type World } from './world.ts';

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

let world: World;
let arn: string;
let cleanup: Cleanup;
/** What was closed at the end, and what had been called by then. */
let closed: string[];
beforeEach(async () => {
  world = await openWorld();
  arn = await world.create('postern/corp');
  cleanup = new Cleanup();
  closed = [];
});
afterEach(() => world.close());

/** Starts a run with a schedule, whose secret was last rotated that many seconds ago. */
async function start(more: Partial<RotationSchedule> = {}, secondsAgo?: number): Promise<void> {
  if (secondsAgo !== undefined) {
    writeFileSync(world.recordsFile, JSON.stringify({ [arn]: { lastRotatedDate: Date.now() / 1000 - secondsAgo } }));
    world = await world.restart();
  }
  const close = async () => void closed.push(`function after ${world.calls.length} calls`);
  await cleanup.defer(close);
  const host = { ready: Promise.resolve(), close, invoke: (event: string) => world.invoke(event) };
  const schedule = { secretArn: arn, functionArn, function: rotation, rotateImmediately: true, ...more };
  const log = (line: string) => world.log.push(line);
  await startRotations([schedule], new Map([[rotation, host]]), world.rotations, log, cleanup);
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
    expect(world.calls).toHaveLength(calls);
    expect(world.log).toEqual([]);
    expect((await world.value(arn)) === 'first').toBe(calls === 0);
  });

  test('a rotation that fails is one line, and not the end of the run', async () => {
    world.before = () => Promise.reject(new Error('no'));
    await start();
    expect(world.log).toEqual([expect.stringContaining('postern/corp was not rotated: createSecret failed.')]);
  });

  test('so is a secret that is not there', async () => {
    await start({ secretArn: `${arn}x` });
    expect(world.log).toEqual([expect.stringContaining(`${arn}x was not rotated: `)]);
    expect(world.log[0]).toContain('ResourceNotFoundException');
  });

  test('what takes longer than ten seconds is not waited for, but for its end before the function is closed', async () => {
    let go = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      go = resolve;
    });
    world.before = () => held;
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
    expect(world.log).toEqual(['[secrets] A rotation takes longer than 10 s: the run goes on without waiting for it.']);
    const ended = cleanup.run();
    go();
    await ended;
    expect(closed).toEqual(['function after 4 calls']);
    expect(world.rotations.lastRotated(arn)).toBeDefined();
  });
});
