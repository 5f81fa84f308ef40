import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createClientSecretLifecycle } from '../../../functions/core/provider/client-secret/lifecycle.ts';
import type { SecretValue } from '../../../functions/core/secrets/port.ts';
import { formatKeySet, parseKeySet, rotateKeySet } from '../../../functions/core/sessions/key-set.ts';
import { clientSecretScene, type Fixture, newVersion, openFixture, type Scene, sessionKeysScene } from './fixture.ts';
import { type Fault, faults, interrupt } from './interrupt.ts';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await openFixture();
});
afterAll(() => fixture.close());

/** A rotation that can be interrupted. */
interface Kind {
  scene(): Promise<Scene>;
  /** Whether this value may be in use. */
  isRight(value: SecretValue, scene: Scene): Promise<boolean>;
  /** Calls to the outside that an undisturbed rotation makes at least: fewer would mean that nothing was interrupted. */
  readonly leastCalls: number;
}

async function isAccepted(value: SecretValue, { ports }: Scene): Promise<boolean> {
  const [settings] = ports.settings.providers;
  if (settings === undefined) throw new Error('the scene has a provider');
  const credentials = createClientSecretLifecycle(settings, {
    clock: Date.now,
    random: randomBytes,
    loopbackHttp: true,
  });
  return (await credentials.prove(value, 'https://app.example.com/callback/corp')).outcome === 'right';
}

const kinds: Readonly<Record<string, Kind>> = {
  'a client secret that is staged': {
    async scene() {
      fixture.provider.changeSecret(`hush-${newVersion()}`);
      const scene = await clientSecretScene(fixture, { client_secret: fixture.provider.clientSecret });
      const staged = `hush-${newVersion()}`;
      fixture.provider.addSecret(staged);
      await fixture.store.put(scene.arn, { client_secret: staged }, 'POSTERN_STAGED');
      return scene;
    },
    isRight: isAccepted,
    leastCalls: 18,
  },
  'a client secret that the provider issues': {
    scene() {
      fixture.provider.changeSecret(`hush-${newVersion()}`);
      const { clientSecret, registration } = fixture.provider;
      const managed = { registration_access_token: registration.token, registration_client_uri: registration.uri };
      return clientSecretScene(fixture, { client_secret: clientSecret, ...managed });
    },
    isRight: isAccepted,
    leastCalls: 18,
  },
  'the session keys': {
    async scene() {
      const set = rotateKeySet({ current: 'hush'.repeat(16), previous: [] }, randomBytes, Date.now(), 0);
      return sessionKeysScene(fixture, formatKeySet(set));
    },
    isRight: async (value) => parseKeySet(value)?.next !== undefined,
    leastCalls: 12,
  },
};

/** Takes all steps while a call goes wrong, then all of them again. @returns what has been, and what is at the end. */
async function rotateTwice({ scene: open, isRight }: Kind, fault: Fault, number: number) {
  const scene = await open();
  const version = newVersion();
  const inUse = [scene.first];
  const wrong: string[] = [];
  const watch = async () => {
    const { id, value } = await scene.current();
    if (id === inUse.at(-1)) return;
    inUse.push(id);
    if (!(await isRight(value, scene))) wrong.push(id);
  };
  const first = interrupt(scene.ports, fault, { number }, watch);
  await Promise.allSettled([scene.rotate(version, first.ports)]);
  // No call is of this number: these are watched alone.
  await scene.rotate(version, interrupt(scene.ports, fault, { number: 0 }, watch).ports);
  const events = (await scene.trail()).map(({ event }) => String(event));
  const { promoted, failure } = await scene.status();
  return {
    calls: first.calls,
    lines: JSON.stringify(scene.lines),
    end: {
      ...{ inUse, wrong, promoted: promoted?.version, failure, labels: await scene.labels() },
      rotated: events.filter((event) => event.endsWith('.rotated')).length,
    },
    right: {
      ...{ inUse: [scene.first, version], wrong: [], promoted: version, failure: undefined, rotated: 1 },
      labels: { [version]: ['AWSCURRENT'], [scene.first]: ['AWSPREVIOUS'] },
    },
  };
}

describe.each(Object.entries(kinds))('%s', (_, kind) => {
  test.each(faults)('is rotated once and rightly, whichever call it is of which %s', async (fault) => {
    for (let number = 1; ; number += 1) {
      const { calls, end, right, lines } = await rotateTwice(kind, fault, number);
      const call = { number, name: calls[number - 1] };
      expect({ call, ...end }).toEqual({ call, ...right });
      expect(lines).not.toContain('hush');
      if (calls.length >= number) continue;
      // It has gone through undisturbed, since there is no call of that number.
      expect(calls).toHaveLength(number - 1);
      expect(calls.length).toBeGreaterThanOrEqual(kind.leastCalls);
      expect(JSON.stringify(await fixture.table.items())).not.toContain('hush');
      return;
    }
  });
});
