import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatKeySet, type KeySet, parseKeySet, replaceKeys } from '../../../functions/core/sessions/key-set.ts';
import type { RotationPorts } from '../../../functions/rotation/ports.ts';
import { RotationOver, RotationRefused } from '../../../functions/rotation/secret-to-rotate.ts';
import { runs } from '../../support/fuzz/runs.ts';
import { type Fixture, newVersion, openFixture, type Scene, type Step, sessionKeysScene, steps } from './fixture.ts';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await openFixture();
});
afterAll(() => fixture.close());

const day = 24 * 3_600_000;
const generated = 'hush'.repeat(16);
const changed = 'the session keys have changed since the rotation began: rotate them again';

/** The keys that are in use. */
async function keysOf(scene: Scene): Promise<KeySet> {
  const set = parseKeySet((await scene.current()).value);
  if (set === undefined) throw new Error('the secret holds no session keys');
  return set;
}

/** Keys as CloudFormation makes them. */
const newScene = () => sessionKeysScene(fixture, { current: generated });

/** Keys that were turned once, so that the next one is known. */
async function turnedScene() {
  const scene = await newScene();
  await scene.rotate(newVersion());
  return { ...scene, known: await keysOf(scene) };
}

describe('a rotation', () => {
  test('of new keys makes the next one known, and changes nothing else', async () => {
    const scene = await newScene();
    await scene.rotate(newVersion());
    expect((await scene.current()).value).toEqual({
      current: generated,
      next: expect.stringMatching(/^[\w-]{64}$/),
      previous: [],
    });
  });

  test('after that rotates them by one', async () => {
    const { known, rotate, state, current } = await turnedScene();
    state.now += 1000;
    await rotate(newVersion());
    expect((await current()).value).toEqual({
      current: known.next,
      next: expect.stringMatching(/^[\w-]{64}$/),
      previous: [{ key: generated, retired_at: state.now }],
    });
  });

  test('keeps a retired key for as long as a session may last', async () => {
    const now = Date.now();
    const retired = (letter: string, days: number) => ({ key: letter.repeat(32), retired_at: now - days * day });
    const previous = [retired('a', 6), retired('b', 8)];
    const scene = await sessionKeysScene(fixture, { current: generated, next: 'n'.repeat(32), previous });
    await scene.rotate(newVersion());
    expect((await keysOf(scene)).previous.map(({ key }) => key)).toEqual([generated, 'a'.repeat(32)]);
  });

  test('leaves its labels, one event, and a status without a proof; the keys are in the secret alone', async () => {
    const scene = await newScene();
    const { rotate, labels, first, trail, status, lines, state } = scene;
    const version = newVersion();
    await rotate(version);
    expect(await labels()).toEqual({ [version]: ['AWSCURRENT'], [first]: ['AWSPREVIOUS'] });
    expect(await trail()).toEqual([expect.objectContaining({ event: 'keys.rotated', actor: 'rule', at: state.now })]);
    expect(await status()).toEqual({ promoted: { version, at: state.now }, fallbacks: new Map() });
    expect(lines.map(({ event }) => event).sort()).toEqual(['keys.rotated', ...steps.map(() => 'rotation_step')]);
    const written = JSON.stringify([lines, await fixture.table.items()]);
    const { current, next } = await keysOf(scene);
    for (const key of [current, next]) expect(written).not.toContain(key);
  });

  test('is idempotent, step by step and after its end', async () => {
    const scene = await turnedScene();
    const { take, rotate, state } = scene;
    const everything = async () => [
      await scene.labels(),
      await scene.current(),
      await scene.status(),
      await scene.trail(),
    ];
    const version = newVersion();
    for (const step of steps) {
      await take(step, version);
      const known = await everything();
      state.now += 60_000;
      await take(step, version);
      expect(await everything()).toEqual(known);
    }
    const known = await everything();
    await rotate(version);
    expect(await everything()).toEqual(known);
  });

  test.each([{}, { current: 'short' }, { not_set: generated }])(
    'of what holds no session keys, as %j, is refused',
    async (value) => {
      const { take, labels, first, trail } = await sessionKeysScene(fixture, value);
      const refusal = new RotationRefused('the version holds no session keys');
      await expect(take('createSecret', newVersion())).rejects.toEqual(refusal);
      expect(await labels()).toEqual({ [first]: ['AWSCURRENT'] });
      expect(await trail()).toEqual([expect.objectContaining({ event: 'keys.rotation_failed', actor: 'rule' })]);
    },
  );
});

describe('keys that are replaced while a rotation goes on, as leaked ones are', () => {
  test.each(['testSecret', 'finishSecret'] as const)('do not come back: %s refuses it', async (refusing) => {
    const scene = await turnedScene();
    const { take, labels } = scene;
    const version = newVersion();
    for (const step of steps.slice(0, steps.indexOf(refusing))) await take(step, version);
    const replaced = formatKeySet(replaceKeys(randomBytes));
    const current = await fixture.store.put(scene.arn, replaced);
    await expect(take(refusing, version)).rejects.toEqual(new RotationRefused(changed));
    expect((await scene.current()).value).toEqual(replaced);
    expect(Object.entries(await labels())).toContainEqual([current, ['AWSCURRENT']]);
    expect(await labels()).not.toHaveProperty(version);
    await expect(take('finishSecret', version)).rejects.toBeInstanceOf(RotationOver);
    expect((await scene.status()).failure).toMatchObject({ version, step: refusing, reason: changed });
    expect((await scene.current()).value).toEqual(replaced);
  });

  test('do not come back if there was no next key yet', async () => {
    const { take, arn, current } = await newScene();
    const version = newVersion();
    await take('createSecret', version);
    const replaced = formatKeySet(replaceKeys(randomBytes));
    await fixture.store.put(arn, replaced);
    await expect(take('testSecret', version)).rejects.toThrow(changed);
    expect((await current()).value).toEqual(replaced);
  });

  test('do not come back either if that happens during the last step', async () => {
    const scene = await turnedScene();
    const version = newVersion();
    const replaced = formatKeySet(replaceKeys(randomBytes));
    const read: RotationPorts['versions']['read'] = async (arn, choice) => {
      const found = await fixture.store.versions.read(arn, choice);
      if (choice.label === 'AWSPENDING') await fixture.store.put(arn, replaced);
      return found;
    };
    for (const step of steps.slice(0, 3)) await scene.take(step, version);
    const conflicting = { ...scene.ports, versions: { ...fixture.store.versions, read } };
    const finished = scene.take('finishSecret', version, conflicting);
    await expect(finished).rejects.toHaveProperty('name', 'InvalidParameterException');
    expect((await scene.current()).value).toEqual(replaced);
    await expect(scene.rotate(version)).rejects.toThrow(changed);
    expect((await scene.current()).value).toEqual(replaced);
  });

  test('are rotated by the next rotation', async () => {
    const scene = await turnedScene();
    const { take, rotate } = scene;
    const version = newVersion();
    await take('createSecret', version);
    const replaced = replaceKeys(randomBytes);
    await fixture.store.put(scene.arn, formatKeySet(replaced));
    await expect(take('testSecret', version)).rejects.toThrow(changed);
    await rotate(newVersion());
    expect(await keysOf(scene)).toMatchObject({ current: replaced.next, previous: [{ key: replaced.current }] });
  });
});

describe('two rotations at once', () => {
  test('rotate the keys once if the second replaces the first', async () => {
    const scene = await turnedScene();
    const { take, rotate, known } = scene;
    const [one, other] = [newVersion(), newVersion()];
    await take('createSecret', one);
    await take('createSecret', other);
    await expect(take('testSecret', one)).rejects.toBeInstanceOf(RotationOver);
    await rotate(other);
    await expect(take('finishSecret', one)).rejects.toBeInstanceOf(RotationOver);
    expect((await scene.current()).id).toBe(other);
    expect(await keysOf(scene)).toMatchObject({ current: known.next, previous: [{ key: known.current }] });
    expect((await scene.trail()).filter(({ event }) => event === 'keys.rotated')).toHaveLength(2);
  });

  test('lose no key when they run concurrently, and the audit log has as many events as rotations', async () => {
    const scene = await turnedScene();
    await Promise.allSettled([scene.rotate(newVersion()), scene.rotate(newVersion())]);
    const { previous } = await keysOf(scene);
    expect(previous.at(-1)?.key).toBe(scene.known.current);
    const turns = (await scene.trail()).filter(({ event }) => event === 'keys.rotated');
    expect(turns).toHaveLength(1 + previous.length);
  });

  test('leave every key in its place, in whatever order their steps are taken', async () => {
    const order = fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 16, maxLength: 16 });
    await fc.assert(
      fc.asyncProperty(order, async (turns) => {
        const scene = await turnedScene();
        const rotations = [rotationOf(scene), rotationOf(scene)];
        let { known } = scene;
        for (const turn of turns) {
          await rotations[turn]?.();
          const set = await keysOf(scene);
          expect([known, turned(known, set.next)]).toContainEqual(set);
          known = set;
        }
      }),
      { numRuns: runs(15) },
    );
  });
});

/** A rotation of its own, of which each call takes one step; after one that fails it takes no other. */
function rotationOf({ take }: Scene): () => Promise<void> {
  const version = newVersion();
  let left: readonly Step[] = steps;
  return async () => {
    const [step, ...others] = left;
    left = others;
    if (step !== undefined) await take(step, version).catch(() => (left = []));
  };
}

/** Keys after one turn that brought in this next one. */
function turned({ current, next = '', previous }: KeySet, coming: string | undefined): unknown {
  const retired = { key: current, retiredAt: expect.any(Number) };
  return { current: next, next: coming, previous: [retired, ...previous] };
}
