import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { SecretVersion } from '../../../../functions/core/secrets/port.ts';
import { jsonAnswer } from '../support/loopback-server.ts';
import { problem } from '../support/problems.ts';
import { openSecrets, type SecretStore, startSecretStore } from '../support/secret-store.ts';
import { until } from '../support/until.ts';

const minute = 60_000;
const unavailable = problem('temporarily_unavailable');
let store: SecretStore;
let arn: string;
/** Of the requests before the test. */
let from: number;

beforeAll(async () => {
  store = await startSecretStore();
});
beforeEach(async () => {
  store.serve();
  arn = await store.create({ client_secret: 'hush-1' });
  from = store.reads().length;
});
afterAll(() => store.close());

const reads = () => store.reads().slice(from);
const secretOf = (version: SecretVersion | undefined) => version?.value['client_secret'];

/** Holds answers back until it is told to let them go. */
function hold(): () => void {
  const held: (() => void)[] = [];
  store.server.answer((response) => held.push(() => response.destroy()));
  return () => {
    store.serve();
    for (const drop of held) drop();
  };
}

/** Whether a promise settles without an answer from outside. */
async function settlesAtOnce(value: Promise<unknown>): Promise<boolean> {
  let settled = false;
  const settle = () => {
    settled = true;
  };
  value.then(settle, settle);
  await turn();
  return settled;
}

describe('current', () => {
  test('gives the version with its id and age', async () => {
    const before = Date.now();
    const id = await store.put(arn, { client_secret: 'hush-2', other: [1] });
    const found = await openSecrets().secrets.current(arn);
    expect(found).toEqual({ id, value: { client_secret: 'hush-2', other: [1] }, createdAt: expect.any(Number) });
    expect(found.createdAt).toBeGreaterThanOrEqual(before - 1);
    expect(found.createdAt).toBeLessThanOrEqual(Date.now() + 1);
  });

  test('makes one read for many callers at once', async () => {
    const { secrets } = openSecrets();
    const all = await Promise.all([secrets.current(arn), secrets.current(arn), secrets.current(arn)]);
    expect(new Set(all).size).toBe(1);
    expect(reads()).toEqual(['AWSCURRENT']);
  });

  test('is refreshed in the background after 45 seconds, and nobody waits', async () => {
    const { secrets, state } = openSecrets();
    await secrets.current(arn);
    await store.put(arn, { client_secret: 'hush-2' });
    state.now += 45_000 - 1;
    expect(secretOf(await secrets.current(arn))).toBe('hush-1');
    expect(reads()).toHaveLength(1);
    state.now += 1;
    const letGo = hold();
    const known = secrets.current(arn);
    expect(await settlesAtOnce(known)).toBe(true);
    expect(secretOf(await known)).toBe('hush-1');
    await until(() => reads().length === 2);
    letGo();
    await until(async () => secretOf(await secrets.current(arn)) === 'hush-2');
  });

  test('is waited for after a minute', async () => {
    const { secrets, state } = openSecrets();
    await secrets.current(arn);
    await store.put(arn, { client_secret: 'hush-2' });
    state.now += minute;
    expect(secretOf(await secrets.current(arn))).toBe('hush-2');
    expect(reads()).toHaveLength(2);
  });

  test('is used for an hour while Secrets Manager fails; each failed read is one line', async () => {
    const { secrets, state, lines } = openSecrets();
    await secrets.current(arn);
    const start = state.now;
    store.server.answer((response) => response.destroy());
    for (const age of [minute, 30 * minute, 60 * minute - 1]) {
      state.now = start + age;
      expect(secretOf(await secrets.current(arn))).toBe('hush-1');
    }
    expect(lines).toHaveLength(3);
    state.now = start + 60 * minute;
    await expect(secrets.current(arn)).rejects.toEqual(
      problem('temporarily_unavailable', { message: 'Secrets Manager does not answer', log: { arn } }),
    );
    expect(lines).toHaveLength(4);
    const line = { level: 'error', event: 'secrets_unavailable', arn, label: 'AWSCURRENT', causes: expect.any(Array) };
    expect(lines).toEqual(Array(4).fill(expect.objectContaining(line)));
    expect(JSON.stringify(lines)).not.toContain('hush');
  });

  test('fails if it was never read: on 500, no answer, and a secret that is not there, with a line each', async () => {
    const { secrets, lines } = openSecrets();
    await expect(secrets.current(`${arn}x`)).rejects.toEqual(unavailable);
    store.server.answer((response) => response.writeHead(500).end());
    await expect(secrets.current(arn)).rejects.toEqual(unavailable);
    store.server.answer(jsonAnswer({ __type: 'AccessDeniedException', Message: 'no' }, 400));
    await expect(secrets.current(arn)).rejects.toEqual(unavailable);
    store.server.answer(() => undefined);
    await expect(secrets.current(arn)).rejects.toEqual(unavailable);
    expect(lines.map(({ level, event }) => [level, event])).toEqual(Array(4).fill(['error', 'secrets_unavailable']));
    expect(lines[0]).toMatchObject({ arn: `${arn}x`, reason: 'the secret has no current version', causes: [] });
    expect(lines[2]).toMatchObject({ causes: ['AccessDeniedException: no'] });
  });

  test.each([' ', 'hush', '[]', '"hush"', '{"client_secret":"hush"'])('refuses a secret that says %j', async (text) => {
    await store.put(arn, text);
    const { secrets, lines } = openSecrets();
    await expect(secrets.current(arn)).rejects.toEqual(
      problem('temporarily_unavailable', { message: 'the secret is not a JSON object' }),
    );
    expect(lines).toEqual([expect.objectContaining({ level: 'error', event: 'secrets_unavailable', arn })]);
    expect(JSON.stringify(lines)).not.toContain('hush');
  });

  test('refuses a binary secret', async () => {
    store.server.answer(jsonAnswer({ VersionId: 'v', SecretBinary: 'e30=', CreatedDate: 1 }));
    await expect(openSecrets().secrets.current(arn)).rejects.toEqual(unavailable);
  });
});

describe('newer', () => {
  test('reads again if the known version proved wrong, and everybody gets that', async () => {
    const { secrets } = openSecrets();
    const known = await secrets.current(arn);
    const id = await store.put(arn, { client_secret: 'hush-2' });
    expect(await secrets.newer(arn, known)).toMatchObject({ id, value: { client_secret: 'hush-2' } });
    expect(await secrets.current(arn)).toMatchObject({ id });
    expect(reads()).toHaveLength(2);
  });

  test('fails with a line if it cannot be read', async () => {
    const { secrets, lines } = openSecrets();
    const known = await secrets.current(arn);
    store.server.answer((response) => response.destroy());
    await expect(secrets.newer(arn, known)).rejects.toEqual(unavailable);
    expect(lines).toHaveLength(1);
  });
});

describe('labelled', () => {
  test('gives the version with the label, and nothing if none has it', async () => {
    const pending = await store.put(arn, { client_secret: 'hush-2' }, 'AWSPENDING');
    const { secrets, lines } = openSecrets();
    expect(await secrets.labelled(arn, 'AWSPENDING')).toMatchObject({
      id: pending,
      value: { client_secret: 'hush-2' },
    });
    expect(await secrets.labelled(arn, 'AWSPREVIOUS')).toBeUndefined();
    expect(await secrets.labelled(arn, 'POSTERN_STAGED')).toBeUndefined();
    expect(secretOf(await secrets.current(arn))).toBe('hush-1');
    expect(lines).toEqual([]);
  });

  test('gives what was true a quarter of a second ago, and makes one read for many', async () => {
    const { secrets, state } = openSecrets();
    const both = [secrets.labelled(arn, 'AWSPENDING'), secrets.labelled(arn, 'AWSPENDING')];
    expect(await Promise.all(both)).toEqual([undefined, undefined]);
    const id = await store.put(arn, { client_secret: 'hush-2' }, 'AWSPENDING');
    state.now += 249;
    expect(await secrets.labelled(arn, 'AWSPENDING')).toBeUndefined();
    expect(reads()).toHaveLength(1);
    state.now += 1;
    expect(await secrets.labelled(arn, 'AWSPENDING')).toMatchObject({ id });
    await store.move(arn, 'AWSPENDING', { from: id });
    state.now += 1000;
    expect(await secrets.labelled(arn, 'AWSPENDING')).toBeUndefined();
  });

  test('keeps secrets and labels apart', async () => {
    const other = await store.create({ client_secret: 'hush-3' });
    await store.put(other, { client_secret: 'hush-4' }, 'AWSPENDING');
    await store.put(arn, { client_secret: 'hush-2' }, 'AWSPENDING');
    const { secrets } = openSecrets();
    const found = await Promise.all([secrets.labelled(arn, 'AWSPENDING'), secrets.labelled(other, 'AWSPENDING')]);
    expect(found.map(secretOf)).toEqual(['hush-2', 'hush-4']);
  });

  test('bridges no failure: what was true before that second is not told', async () => {
    await store.put(arn, { client_secret: 'hush-2' }, 'AWSPENDING');
    const { secrets, state, lines } = openSecrets();
    await secrets.labelled(arn, 'AWSPENDING');
    store.server.answer((response) => response.destroy());
    state.now += 1000;
    await expect(secrets.labelled(arn, 'AWSPENDING')).rejects.toEqual(unavailable);
    expect(lines).toEqual([expect.objectContaining({ event: 'secrets_unavailable', arn, label: 'AWSPENDING' })]);
    expect(JSON.stringify(lines)).not.toContain('hush');
  });
});
