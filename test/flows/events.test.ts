import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { enter, operate, trailOf } from '../support/accounts.ts';
import { type Deployment, startDeployment } from '../support/deployment.ts';

const sub = 'subject-of-zelda';
const person = { name: 'Zelda Zephyr', nickname: 'zz-top', email: 'zelda@private.example', email_verified: true };

let deployment: Deployment;
beforeAll(async () => {
  deployment = await startDeployment({ providers: [{ name: 'op' }] });
  deployment.provider('op').setPerson(sub, person);
});
afterAll(() => deployment.close());

/** What is on the bus, once so many events are. */
async function onTheBus(count: number) {
  for (;;) {
    const text = await readFile(join(deployment.stack.dataDir, 'events.jsonl'), 'utf8').catch(() => '');
    const lines = text.split('\n').filter((line) => line !== '');
    if (lines.length >= count) return { text, events: lines.map((line) => JSON.parse(line)) };
    await sleep(50);
  }
}

test('audit events reach the event bus in order and without personal data', async () => {
  const { userId, sessionId } = await enter(deployment, 'op', sub);
  await operate(deployment, userId, 'block');
  // The deployment itself has rotated the session keys for the first time.
  const { text, events: all } = await onTheBus(4);
  const [rotated, ...events] = all;
  expect(rotated).toMatchObject({ 'detail-type': 'keys.rotated', detail: { actor: 'rule' } });
  expect(events.map((event) => event['detail-type'])).toEqual(['user.created', 'user.signed_in', 'user.state_changed']);
  const [created, signedIn, blocked] = events;
  expect(created).toMatchObject({ source: 'postern', detail: { event: 'user.created', user: userId, provider: 'op' } });
  expect(signedIn.detail).toMatchObject({ actor: 'user', user: userId, session: sessionId, source_ip: '127.0.0.1' });
  expect(blocked.detail).toMatchObject({ actor: 'operator', operator: 'olga', user: userId });
  expect(events.map(({ detail }) => detail.id)).toEqual((await trailOf(deployment, userId)).map(({ id }) => id));
  for (const personal of [sub, ...Object.values(person)].map(String).filter((value) => value !== 'true')) {
    expect(text).not.toContain(personal);
  }
  // The terminal is for the person who runs it: only the log lines of the functions are there.
  expect(deployment.stack.output()).not.toContain('[events]');
});
