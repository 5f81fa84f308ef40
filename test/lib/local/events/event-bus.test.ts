import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createEventBus, type Entry } from '../../../../functions/core/aws/event-bus.ts';
import { localArn } from '../../../../lib/local/account-and-region.ts';
import { contentTypes } from '../../../../lib/local/aws/service.ts';
import { openEventBus } from '../../../../lib/local/events/event-bus.ts';
import { eventBridgeAccess } from '../../../../lib/local/iam/access.ts';
import { type Guard, startGuard } from '../../../../lib/local/iam/guard.ts';
import { compilePolicy } from '../../../../lib/local/iam/policy.ts';
import { functionPrincipal, type Principal } from '../../../../lib/local/iam/principals.ts';

const directory = mkdtempSync(join(tmpdir(), 'postern-bus-'));
const file = join(directory, 'events.jsonl');
const roleFor = (bus: string) => {
  const statement = { Effect: 'Allow', Action: 'events:PutEvents', Resource: localArn('events', `event-bus/${bus}`) };
  return functionPrincipal('Role', 'events', compilePolicy([statement], 'Role'));
};
const allowed = roleFor('default');
const stranger = roleFor('other');
const log: string[] = [];
let guard: Guard;

beforeAll(async () => {
  guard = await startGuard({
    service: openEventBus(file),
    contentType: contentTypes.eventBridge,
    principals: [allowed, stranger],
    access: eventBridgeAccess,
    log: (line) => log.push(line),
  });
});
beforeEach(() => rmSync(file, { force: true }));
afterAll(async () => {
  await guard.close();
  rmSync(directory, { recursive: true });
});

const entry = (Detail = '{"id":"evt_1"}'): Entry => ({
  Source: 'postern',
  DetailType: 'user.created',
  Detail,
  Time: 1.5,
});
const put = (entries: readonly Entry[], { credentials }: Principal = allowed) =>
  createEventBus({ region: 'us-east-1', credentials, endpoints: { events: guard.endpoint } }, () => 0)(entries);
const lines = () =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

describe('the stand-in for EventBridge', () => {
  test('writes each entry as the event that a target would receive, to a file that only its owner can read', async () => {
    expect(await put([entry(), entry('{"id":"evt_2"}')])).toEqual([undefined, undefined]);
    expect(lines()).toMatchObject([{ detail: { id: 'evt_1' } }, { detail: { id: 'evt_2' } }]);
    expect(lines()[0]).toEqual({
      version: '0',
      id: expect.any(String),
      'detail-type': 'user.created',
      source: 'postern',
      account: '000000000000',
      time: '1970-01-01T00:00:01Z',
      region: 'us-east-1',
      resources: [],
      detail: { id: 'evt_1' },
    });
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('refuses an entry whose detail is not an object, and accepts the others', async () => {
    const outcomes = await put([entry('[]'), entry('{'), entry()]);
    expect(outcomes).toEqual(['MalformedDetail', 'MalformedDetail', undefined]);
    expect(lines()).toHaveLength(1);
  });

  test.each([
    ['eleven entries', Array(11).fill(entry())],
    ['more than 256 KB', [entry(`{"id":"${'x'.repeat(256 * 1024)}"}`)]],
  ])('refuses %s', async (_, entries) => {
    await expect(put(entries)).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test('needs a permission for the event bus', async () => {
    await expect(put([entry()], stranger)).rejects.toMatchObject({ name: 'AccessDeniedException' });
    expect(log.at(-1)).toContain(localArn('events', 'event-bus/default'));
  });
});
