import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

/** Starts an engine in a process of its own, and prints how that fails. */
const script = `
import { startEngine } from './lib/local/dynamodb/engine.ts';
try {
  await startEngine(process.argv[1]);
} catch (error) {
  process.stdout.write(error.name + ': ' + error.message);
}
`;

test('an engine that ends while starting is reported with its standard error, and nothing keeps waiting for it', () => {
  const directory = mkdtempSync(join(tmpdir(), 'postern-engine-'));
  const program = join(directory, 'dynoxide');
  writeFileSync(program, '#!/bin/sh\necho "no such option" >&2\nexit 3\n');
  chmodSync(program, 0o700);
  const args = ['--import', 'tsx', '--input-type', 'module', '--eval', script, join(directory, 'data.sqlite')];
  const { stdout, status } = spawnSync(process.execPath, args, {
    env: { ...process.env, PATH: `${directory}:${process.env['PATH']}` },
    encoding: 'utf8',
    timeout: 30_000,
  });
  rmSync(directory, { recursive: true });
  expect(stdout).toBe('LocalFailure: The embedded DynamoDB ended by itself (exit 3: no such option).');
  expect(status).toBe(0);
}, 40_000);
