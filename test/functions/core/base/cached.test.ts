import { setImmediate as nextTick, setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { cached, type Demand, type Read, type Staleness } from '../../../../functions/core/base/cached.ts';
import { until } from '../support/until.ts';

/** A promise, and whether it has settled. */
function pending<T>(value: Promise<T>) {
  let done = false;
  const settle = () => {
    done = true;
  };
  value.then(settle, settle);
  return { value, settled: () => done };
}

/** A value as old as its own moment. */
const from = (value: string, readAt: number): Read<string> => ({ value, readAt });

/** A cache over reads that the test answers by hand, under a clock that it sets; `staleness` adds to its own. */
function scene(staleness: Partial<Staleness> = {}) {
  const reads: {
    readonly key: string;
    readonly demand: Demand;
    resolve(value: string | Read<string>): void;
    reject(error: Error): void;
  }[] = [];
  const state = { now: 100_000 };
  const cache = cached<string>(
    () => state.now,
    { freshFor: 10_000, usableFor: 50_000, ...staleness },
    (key, demand) =>
      new Promise((resolve, reject) => {
        const give = (value: string | Read<string>) => resolve(typeof value === 'string' ? { value } : value);
        reads.push({ key, demand, resolve: give, reject });
      }),
  );
  /** Answers the latest read. */
  const answer = (value: string | Read<string> | Error) =>
    value instanceof Error ? reads.at(-1)?.reject(value) : reads.at(-1)?.resolve(value);
  /** Reads a value for the first time. */
  const filled = async (value: string, key = 'k') => {
    const reading = cache.get(key);
    answer(value);
    expect(await reading).toBe(value);
  };
  return { reads, state, cache, answer, filled };
}

const outage = new Error('outage');

describe('get', () => {
  test('returns a fresh value without another read, per key', async () => {
    const { reads, state, cache, filled } = scene();
    await filled('one');
    await filled('other', 'j');
    state.now += 9_999;
    expect(await cache.get('k')).toBe('one');
    expect(await cache.get('j')).toBe('other');
    expect(reads.map(({ key }) => key)).toEqual(['k', 'j']);
  });

  test('makes one read for concurrent callers (single flight)', async () => {
    const { reads, cache, answer } = scene();
    const callers = [cache.get('k'), cache.get('k'), cache.get('k')];
    answer('one');
    expect(await Promise.all(callers)).toEqual(['one', 'one', 'one']);
    expect(reads).toHaveLength(1);
  });

  test('rejects every concurrent caller after a failure, and does not cache it', async () => {
    const { reads, cache, answer, filled } = scene();
    const callers = Promise.allSettled([cache.get('k'), cache.get('k')]);
    answer(outage);
    expect(await callers).toEqual(Array(2).fill({ status: 'rejected', reason: outage }));
    await filled('one');
    expect(reads).toHaveLength(2);
  });

  test('one caller per second waits for a fresh value once it is stale; others get the stale one', async () => {
    const { reads, state, cache, answer, filled } = scene();
    await filled('one');
    state.now += 10_000;
    const waiting = pending(cache.get('k'));
    expect(await cache.get('k')).toBe('one');
    await nextTick();
    expect(waiting.settled()).toBe(false);
    expect(reads).toHaveLength(2);
    answer('two');
    expect(await waiting.value).toBe('two');
    expect(await cache.get('k')).toBe('two');
    expect(reads).toHaveLength(2);
  });

  test('waits for at most 700 ms', async () => {
    const { state, cache, filled } = scene();
    await filled('one');
    state.now += 10_000;
    const early = sleep(600, 'early');
    const waiting = cache.get('k');
    const late = sleep(750, 'late');
    expect(await Promise.race([waiting, early])).toBe('early');
    expect(await Promise.race([waiting, late])).toBe('one');
  });

  test('returns the usable value if the read is slow, and the fresh one once it has arrived', async () => {
    const { reads, state, cache, answer, filled } = scene();
    await filled('one');
    state.now += 10_000;
    expect(await cache.get('k')).toBe('one');
    expect(reads).toHaveLength(2);
    answer('two');
    await nextTick();
    expect(await cache.get('k')).toBe('two');
    expect(reads).toHaveLength(2);
  });

  test('joins a pending read, unless it began ten seconds ago', async () => {
    const { reads, state, cache, filled } = scene();
    await filled('one');
    state.now += 10_000;
    expect(await cache.get('k')).toBe('one');
    state.now += 9_999;
    const joined = cache.get('k');
    await nextTick();
    expect(reads).toHaveLength(2);
    expect(await joined).toBe('one');
    state.now += 1_000;
    const again = cache.get('k');
    await until(() => reads.length === 3);
    reads[2]?.resolve('three');
    expect(await again).toBe('three');
    reads[1]?.resolve('two');
    await nextTick();
    expect(await cache.get('k')).toBe('three');
    expect(reads).toHaveLength(3);
  });

  test('joins no abandoned read even if nothing is usable, and the failure of that read affects no later one', async () => {
    const { reads, state, cache } = scene();
    const old = Promise.allSettled([cache.get('k'), cache.get('k')]);
    expect(reads).toHaveLength(1);
    state.now += 10_000;
    const again = cache.get('k');
    expect(reads).toHaveLength(2);
    reads[0]?.reject(outage);
    expect(await old).toEqual(Array(2).fill({ status: 'rejected', reason: outage }));
    const joining = cache.get('k');
    expect(reads).toHaveLength(2);
    reads[1]?.resolve('two');
    expect(await Promise.all([again, joining])).toEqual(['two', 'two']);
  });

  test('waits again once the value is no longer usable', async () => {
    const { state, cache, answer, filled } = scene();
    await filled('one');
    state.now += 50_000;
    const reading = cache.get('k');
    answer('two');
    expect(await reading).toBe('two');
  });

  test('bridges an outage with the last value for a bounded time, retrying once a second', async () => {
    const { reads, state, cache, answer, filled } = scene();
    await filled('one');
    state.now += 10_000;
    for (let second = 0; second < 3; second += 1) {
      const waiting = cache.get('k');
      answer(outage);
      expect(await waiting).toBe('one');
      state.now += 999;
      expect(await cache.get('k')).toBe('one');
      expect(reads).toHaveLength(2 + second);
      state.now += 1;
    }
    state.now = 149_999;
    const waiting = cache.get('k');
    answer(outage);
    expect(await waiting).toBe('one');
    state.now = 150_000;
    const reading = cache.get('k');
    answer(outage);
    await expect(reading).rejects.toBe(outage);
  });

  test('an outage of one key never returns the value of another', async () => {
    const { cache, answer, filled } = scene();
    await filled('one');
    const reading = cache.get('j');
    answer(outage);
    await expect(reading).rejects.toBe(outage);
  });

  test('the age of a value counts from the start of its read', async () => {
    const { reads, state, cache, answer } = scene();
    const reading = cache.get('k');
    state.now += 9_999;
    answer('one');
    await reading;
    state.now += 1;
    const stale = cache.get('k');
    expect(reads).toHaveLength(2);
    answer('two');
    expect(await stale).toBe('two');
  });
});

describe('a value that is older than its read', () => {
  test('is fresh and usable for a correspondingly shorter time', async () => {
    const { reads, state, cache, answer } = scene();
    const reading = cache.get('k');
    answer(from('one', state.now - 9_000));
    await reading;
    state.now += 999;
    expect(await cache.get('k')).toBe('one');
    expect(reads).toHaveLength(1);
    state.now += 1;
    const stale = cache.get('k');
    expect(reads).toHaveLength(2);
    answer(outage);
    expect(await stale).toBe('one');
    state.now += 40_000;
    const gone = cache.get('k');
    answer(outage);
    await expect(gone).rejects.toBe(outage);
  });

  test('from the future is refreshed once a second, and used if that fails', async () => {
    const { reads, state, cache, answer } = scene();
    const reading = cache.get('k');
    answer(from('one', state.now + 30_000));
    await reading;
    const looking = cache.get('k');
    expect(reads.map(({ demand }) => demand)).toEqual(['fresh', 'fresh']);
    answer(outage);
    expect(await looking).toBe('one');
    expect(await cache.get('k')).toBe('one');
    expect(reads).toHaveLength(2);
  });
});

describe('get, with refresh before values are stale', () => {
  const early = { refreshFrom: 8_000 };

  test('returns the fresh value and starts one background read, whose value is returned once it has arrived', async () => {
    const { reads, state, cache, answer, filled } = scene(early);
    await filled('one');
    state.now += 7_999;
    expect(await cache.get('k')).toBe('one');
    expect(reads).toHaveLength(1);
    state.now += 1;
    const first = pending(cache.get('k'));
    await nextTick();
    expect(first.settled()).toBe(true);
    expect(await Promise.all([first.value, cache.get('k')])).toEqual(['one', 'one']);
    expect(reads).toHaveLength(2);
    answer('two');
    await nextTick();
    expect(await cache.get('k')).toBe('two');
    expect(reads).toHaveLength(2);
  });

  test('ignores a failure, and retries a second later', async () => {
    const { reads, state, cache, answer, filled } = scene(early);
    await filled('one');
    state.now += 8_000;
    expect(await cache.get('k')).toBe('one');
    answer(outage);
    await nextTick();
    state.now += 999;
    expect(await cache.get('k')).toBe('one');
    expect(reads).toHaveLength(2);
    state.now += 1;
    expect(await cache.get('k')).toBe('one');
    expect(reads).toHaveLength(3);
  });

  test('waits for a pending background read once the value is stale', async () => {
    const { reads, state, cache, answer, filled } = scene(early);
    await filled('one');
    state.now += 8_000;
    await cache.get('k');
    state.now += 2_000;
    const waiting = pending(cache.get('k'));
    await nextTick();
    expect([waiting.settled(), reads.length]).toEqual([false, 2]);
    answer('two');
    expect(await waiting.value).toBe('two');
  });

  test('the age of an early refreshed value counts from its own read', async () => {
    const { reads, state, cache, answer, filled } = scene(early);
    await filled('one');
    state.now += 8_000;
    await cache.get('k');
    answer('two');
    await nextTick();
    state.now += 7_999;
    expect(await cache.get('k')).toBe('two');
    expect(reads).toHaveLength(2);
  });
});

describe('newer', () => {
  test('reads again although the value is fresh', async () => {
    const { reads, cache, answer, filled } = scene();
    await filled('one');
    const reading = cache.newer('k', 'one');
    await until(() => reads.length === 2);
    answer('two');
    expect(await reading).toBe('two');
    expect(await cache.get('k')).toBe('two');
  });

  test('reads nothing if a newer value was read meanwhile', async () => {
    const { reads, cache, filled } = scene();
    await filled('two');
    expect(await cache.newer('k', 'one')).toBe('two');
    expect(reads).toHaveLength(1);
  });

  test('returns the known value if it has not changed, and rejects if the read fails', async () => {
    const { reads, state, cache, answer, filled } = scene();
    await filled('one');
    const same = cache.newer('k', 'one');
    await until(() => reads.length === 2);
    answer('one');
    expect(await same).toBe('one');
    state.now += 1_000;
    const failing = cache.newer('k', 'one');
    await until(() => reads.length === 3);
    answer(outage);
    await expect(failing).rejects.toBe(outage);
    expect(await cache.get('k')).toBe('one');
  });

  test('does not join a pending read for a fresh value, which may return the value that proved wrong', async () => {
    const { reads, state, cache, filled } = scene();
    await filled('one');
    state.now += 10_000;
    const stale = cache.get('k');
    const callers = [cache.newer('k', 'one'), cache.newer('k', 'one')];
    await until(() => reads.length === 2);
    state.now += 1_000;
    await until(() => reads.length === 3);
    expect(reads.map(({ demand }) => demand)).toEqual(['fresh', 'fresh', 'newer']);
    reads[1]?.resolve('one');
    expect(await stale).toBe('one');
    reads[2]?.resolve('two');
    expect(await Promise.all(callers)).toEqual(['two', 'two']);
    expect(await cache.get('k')).toBe('two');
    expect(reads).toHaveLength(3);
  });

  test('its read also serves callers that want a fresh value', async () => {
    const { reads, state, cache, answer, filled } = scene();
    await filled('one');
    state.now += 9_000;
    const newer = cache.newer('k', 'one');
    await until(() => reads.length === 2);
    state.now += 2_000;
    const joining = cache.get('k');
    answer('two');
    expect(await Promise.all([newer, joining])).toEqual(['two', 'two']);
    expect(reads).toHaveLength(2);
  });

  test('is rate limited, so that forged input does not become load', async () => {
    const { reads, state, cache, answer, filled } = scene();
    await filled('one');
    const first = cache.newer('k', 'one');
    await until(() => reads.length === 2);
    answer('one');
    await first;
    state.now += 995;
    const callers = [1, 2, 3].map(() => cache.newer('k', 'one'));
    await nextTick();
    expect(reads).toHaveLength(2);
    await until(() => reads.length === 3);
    answer('two');
    expect(await Promise.all(callers)).toEqual(['two', 'two', 'two']);
    expect(reads).toHaveLength(3);
  });
});
