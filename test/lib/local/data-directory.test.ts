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
  test('makes a directory that its owner alone can read, and can be taken again once released', () => {
    const data = openDataDirectory(join(base, 'a', 'b'));
    expect(statSync(data.path).mode & 0o777).toBe(0o700);
    expect(data.file('x')).toBe(join(base, 'a', 'b', 'x'));
    data.release();
    openDataDirectory(data.path).release();
  });

  test('is refused while another process holds it', () => {
    const path = join(base, 'held');
    mkdirSync(path);
    writeFileSync(join(path, 'lock'), String(process.ppid));
    expect(() => openDataDirectory(path)).toThrow(LocalFailure);
    expect(() => openDataDirectory(path)).toThrow(`is in use by another run (process ${process.ppid})`);
  });

  test.each([String(spawnSync('true').pid), '', 'x', '-1', '0'])('a lock of %j is stale and taken over', (pid) => {
    const path = join(base, `stale${pid}`);
    mkdirSync(path);
    writeFileSync(join(path, 'lock'), pid);
    openDataDirectory(path).release();
  });

  test('what cannot be a directory is said in one sentence', () => {
    const file = join(base, 'file');
    writeFileSync(file, '');
    chmodSync(file, 0o600);
    expect(() => openDataDirectory(file)).toThrow(
      /cannot be written \(EEXIST\): choose another directory with --data DIR\.$/,
    );
  });
});
