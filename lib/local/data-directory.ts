import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { LocalFailure, systemErrorCode } from './failure.ts';

/**
 * Directory of all data that survives a restart of the local run. Only one run at a time can use it, which a lock
 * ensures.
 */
export interface DataDirectory {
  /** Absolute path of the directory. */
  readonly path: string;
  /** Absolute path of a file in the directory. */
  file(name: string): string;
  /** Releases the directory's lock, so that another run can use the directory. */
  release(): void;
}

/**
 * Creates the directory if needed, and acquires its lock. Throws `LocalFailure` if the directory is not writable or
 * another run uses it.
 */
export function openDataDirectory(directory: string): DataDirectory {
  const path = resolve(directory);
  const lock = join(path, 'lock');
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    acquireLock(lock, path);
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === undefined) throw error;
    throw new LocalFailure(`${path} cannot be written (${code}): choose another directory with --data DIR.`, {
      cause: error,
    });
  }
  return {
    path,
    file: (name) => join(path, name),
    release: () => rmSync(lock, { force: true }),
  };
}

function acquireLock(lock: string, path: string): void {
  if (createLock(lock)) return;
  const holder = Number(readFileSync(lock, 'utf8'));
  if (isRunning(holder)) {
    throw new LocalFailure(
      `${path} is in use by another run (process ${holder}): end it, or choose another directory with --data DIR.`,
    );
  }
  rmSync(lock, { force: true });
  if (!createLock(lock))
    throw new LocalFailure(`${path} was just locked by another run: choose another directory with --data DIR.`);
}

function createLock(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (systemErrorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Whether another process with this ID runs. If a lock has this process's own ID, its run has ended: in a container, a
 * new run often has the same process ID as the run that was killed.
 */
function isRunning(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemErrorCode(error) === 'EPERM';
  }
}
