import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { connectionFromEnvironment } from '../../../../functions/core/aws/environment.ts';
import { createEventBus, type Entry, type PutEvents } from '../../../../functions/core/aws/event-bus.ts';
import { useAwsEnvironment } from '../support/aws-environment.ts';
import { jsonAnswer, type LoopbackServer, startLoopbackServer } from '../support/loopback-server.ts';

const entry: Entry = { Source: 'postern', DetailType: 'user.created', Detail: '{"id":"evt_1"}', Time: 1.5 };
let server: LoopbackServer;
let putEvents: PutEvents;

beforeAll(async () => {
  server = await startLoopbackServer();
  useAwsEnvironment({ AWS_ENDPOINT_URL_EVENTBRIDGE: server.origin });
  putEvents = createEventBus(connectionFromEnvironment(process.env), () => 0);
});
afterAll(() => server.close());

test('speaks the protocol of PutEvents', async () => {
  server.answer(jsonAnswer({ FailedEntryCount: 0, Entries: [{ EventId: 'a' }] }));
  expect(await putEvents([entry])).toEqual([undefined]);
  const { headers, body } = server.received.at(-1) ?? {};
  expect(headers).toMatchObject({
    'x-amz-target': 'AWSEvents.PutEvents',
    'content-type': 'application/x-amz-json-1.1',
  });
  expect(headers?.authorization).toContain('/us-east-1/events/aws4_request');
  expect(JSON.parse(body ?? '')).toEqual({ Entries: [entry] });
});

test.each([
  [
    'an error',
    { FailedEntryCount: 1, Entries: [{ EventId: 'a' }, { ErrorCode: 'InternalFailure' }] },
    'InternalFailure',
  ],
  ['neither', { Entries: [{ EventId: 'a' }, {}] }, 'no answer'],
  ['nothing', { Entries: [{ EventId: 'a' }] }, 'no answer'],
  ['what is no result', { Entries: [{ EventId: 'a' }, null] }, 'no answer'],
])('an entry that comes back with %s was not accepted', async (_, output, code) => {
  server.answer(jsonAnswer(output));
  expect(await putEvents([entry, entry])).toEqual([undefined, code]);
});

test('a response without results accepted nothing', async () => {
  server.answer(jsonAnswer({}));
  expect(await putEvents([entry])).toEqual(['no answer']);
});

test('a refusal is thrown with AWS’s name', async () => {
  server.answer(jsonAnswer({ __type: 'AccessDeniedException', message: 'no' }, 400));
  await expect(putEvents([entry])).rejects.toMatchObject({ name: 'AccessDeniedException' });
});
