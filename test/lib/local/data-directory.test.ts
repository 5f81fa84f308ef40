import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { openDataDirectory } from '../../../lib/local/data-directory.ts';
import { LocalFailure } from '../../../lib/local/failure.ts';

const base = mkdtempSync(join(tmpdir(), 'postern-data-'));
afterAll(() => rmSync(base, { recursive: true }));

describe('openDataDirectory', () => {
  test('creates a directory that only its owner can read, and can be locked again after its release', () => {
    const data = openDataDirectory(join(base, 'a', 'b'));
    expect(statSync(data.path).mode & 0o777).toBe(0o700);
    expect(data.file('x')).toBe(join(base, 'a', 'b', 'x'));
    data.release();
    openDataDirectory(data.path).release();
  });

  test('is refused while another process has the lock', () => {
    const path = join(base, 'held');
    mkdirSync(path);
    writeFileSync(join(path, 'lock'), String(process.ppid));
    expect(() => openDataDirectory(path)).toThrow(LocalFailure);
    expect(() => openDataDirectory(path)).toThrow(`is in use by another run (process ${process.ppid})`);
  });

  test.each([String(spawnSync('true').pid), '', 'x', '-1', '0'])('a lock with %j is stale and replaced', (pid) => {
    const path = join(base, `stale${pid}`);
    mkdirSync(path);
    writeFileSync(join(path, 'lock'), pid);
    openDataDirectory(path).release();
  });

  test('a path that cannot be a directory fails with one sentence', () => {
    const file = join(base, 'file');
    writeFileSync(file, '');
    chmodSync(file, 0o600);
    expect(() => openDataDirectory(file)).toThrow(
      /cannot be written \(EEXIST\): choose another directory with --data DIR\.$/,
    );
  });
});
