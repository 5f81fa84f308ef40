import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Call, createClient } from '../../../../functions/core/aws/client.ts';
import { jsonAnswer, type LoopbackServer, startLoopbackServer } from '../support/loopback-server.ts';

const service = { name: 'dynamodb', target: 'DynamoDB_20120810', contentType: 'application/x-amz-json-1.0' };
const answered = { answered: true };

let server: LoopbackServer;
let call: Call;
/** Connections on which a request has come. */
let connections: Set<unknown>;
/** Requests that came since the last answer was set. */
let requests: number;
/** Whether connections are cut at their second request. */
let cutting: boolean;

beforeAll(async () => {
  server = await startLoopbackServer();
});
afterAll(() => server.close());

beforeEach(() => {
  const credentials = { accessKeyId: 'id', secretAccessKey: 'secret' };
  call = createClient(service, { region: 'eu-west-1', credentials, endpoints: { dynamodb: server.origin } }, () => 0);
  connections = new Set();
  requests = 0;
  cutting = false;
  server.answer((response, received) => {
    requests += 1;
    if (cutting && connections.has(response.socket)) return response.socket?.resetAndDestroy();
    connections.add(response.socket);
    return jsonAnswer(answered)(response, received);
  });
});

/** Makes calls at once, each on a connection of its own, and lets go of the connections. */
async function callAtOnce(times: number): Promise<void> {
  const calls = Array.from({ length: times }, () => call('GetItem', {}));
  expect(await Promise.all(calls)).toEqual(Array(times).fill(answered));
  await turn();
}

describe('connections', () => {
  test('are reused, at most eight', async () => {
    await callAtOnce(12);
    expect(connections.size).toBe(12);
    await callAtOnce(12);
    expect(connections.size).toBe(12 + 4);
  });

  test('that died while idle cost one attempt, however many they are', async () => {
    await callAtOnce(5);
    expect(connections.size).toBe(5);
    cutting = true;
    expect(await call('GetItem', {})).toEqual(answered);
    expect(requests).toBe(5 + 2);
    expect(connections.size).toBe(6);
  });

  test('that die twice fail the call with the system’s error', async () => {
    server.answer((response) => {
      requests += 1;
      response.socket?.resetAndDestroy();
    });
    await expect(call('GetItem', {})).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(requests).toBe(2);
  });
});
