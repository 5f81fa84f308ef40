import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { root } from './child-process.ts';

/** A test file that starts a local stack and a process, and whose hook fails before it keeps hold of them. */
const failing = `
import { writeFileSync } from 'node:fs';
import { beforeAll, test } from '@jest/globals';
import { spawnNode } from '${root}test/support/child-process.ts';
import { startLocalStack } from '${root}test/support/local-stack.ts';
beforeAll(async () => {
  const { baseUrl, dataDir } = await startLocalStack();
  const { pid } = spawnNode(['--eval', 'setInterval(() => undefined, 1000)'], {});
  writeFileSync(process.env['POSTERN_LEFT'] ?? '', JSON.stringify({ baseUrl, dataDir, pid }));
  throw new Error('the hook fails');
});
test('nothing', () => undefined);
`;

const directory = mkdtempSync(join(root, 'test', 'support', 'failing-'));
const leftFile = join(mkdtempSync(join(tmpdir(), 'postern-left-')), 'left.json');
afterAll(() => {
  rmSync(directory, { recursive: true });
  rmSync(join(leftFile, '..'), { recursive: true });
});

let left: { readonly baseUrl: string; readonly dataDir: string; readonly pid: number };
beforeAll(() => {
  writeFileSync(join(directory, 'failing.test.ts'), failing);
  const jest = ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js', '--runInBand', directory];
  const { status, stderr } = spawnSync(process.execPath, jest, {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, POSTERN_LEFT: leftFile },
  });
  expect(stderr).toContain('the hook fails');
  expect(status).toBe(1);
  left = JSON.parse(readFileSync(leftFile, 'utf8'));
});

test('a failed hook leaves no local stack and no data behind', async () => {
  await expect(fetch(left.baseUrl)).rejects.toThrow('fetch failed');
  expect(existsSync(left.dataDir)).toBe(false);
});

test('a failed hook leaves no process behind', () => {
  expect(() => process.kill(left.pid, 0)).toThrow('ESRCH');
});
