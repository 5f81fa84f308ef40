import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { LocalConnection } from '../../../lib/local/connection-file.ts';
import { providerSettings } from '../../functions/core/support/settings.ts';
import { type Keystrokes, keys, runOpsOnTerminal } from '../../support/pseudo-terminal.ts';

const hidden = 'Client secret of corp: ';
const question = '[y/N] ';

/** Operations that were called at the table, which finds nothing: a command reads there what time it is. */
const called = new Set<string>();
const emptyTable = createServer((request, response) => {
  called.add(String(request.headers['x-amz-target']).replace(/^.*\./, ''));
  response.setHeader('content-type', 'application/x-amz-json-1.0').end('{}');
});

/** A local run whose Secrets Manager does not answer: an aborted command must not call it. */
let data: string;
beforeAll(async () => {
  await once(emptyTable.listen(0, '127.0.0.1'), 'listening');
  const { port } = emptyTable.address() as AddressInfo;
  data = mkdtempSync(join(tmpdir(), 'postern-prompts-'));
  const provider = providerSettings({ name: 'corp' });
  const nowhere = 'http://127.0.0.1:9';
  const connection: Partial<LocalConnection> = {
    ...{ region: 'eu-west-1', dynamodbEndpoint: `http://127.0.0.1:${port}`, secretsManagerEndpoint: nowhere },
    ...{ accessKeyId: 'test', secretAccessKey: 'test', tableName: 'table', providerSecretArns: { corp: 'arn' } },
    configuration: {
      providers: [provider],
      declaredProviders: ['corp'],
    } as unknown as LocalConnection['configuration'],
  };
  writeFileSync(join(data, 'local.json'), JSON.stringify(connection));
});
afterAll(() => {
  rmSync(data, { recursive: true });
  emptyTable.closeAllConnections();
  emptyTable.close();
  expect([...called].filter((operation) => !/^(?:BatchGet|Get)Item$/.test(operation))).toEqual([]);
});

const setSecret = (options: readonly string[], ...dialogue: readonly Keystrokes[]) =>
  runOpsOnTerminal(['secret', 'set', 'corp', '--unproved', ...options, '--local', '--data', data], ...dialogue);

test.each([
  ['Ctrl-C', keys.controlC],
  ['Ctrl-D', keys.controlD],
  ['Ctrl-C after some characters', `abc${keys.controlC}`],
  ['Ctrl-D after some characters', `abc${keys.controlD}`],
])('%s at the hidden prompt aborts like SIGINT: exit code 130', async (_, typed) => {
  const { code, screen } = await setSecret(['--yes'], [hidden, typed]);
  expect(screen).toBe(`${hidden}\r\nNothing was changed.\r\n`);
  expect(code).toBe(130);
});

test.each([
  ['Ctrl-C', keys.controlC],
  ['Ctrl-D', keys.controlD],
  ['Ctrl-C after some characters', `ye${keys.controlC}`],
  ['Ctrl-D after some characters', `ye${keys.controlD}`],
])('%s at a question aborts in the same way', async (_, typed) => {
  const { code, screen } = await setSecret([], [question, typed]);
  expect(screen).toMatch(/\[y\/N\] .*\r\nNothing was changed\.\r\n$/);
  expect(screen).not.toContain(hidden);
  expect(code).toBe(130);
});

test('answering no exits with 1, answering yes continues to the hidden prompt', async () => {
  const denied = await setSecret([], [question, `n${keys.enter}`]);
  expect(denied.screen).toMatch(/\r\nNothing was changed\.\r\n$/);
  expect(denied.code).toBe(1);
  const typed = 'correct-horse';
  const given = await setSecret([], [question, `y${keys.enter}`], [hidden, ` ${typed}${keys.enter}`]);
  expect(given.screen).toContain('It must be a client secret');
  expect(given.screen).not.toContain(typed);
  expect(given.code).toBe(1);
});
