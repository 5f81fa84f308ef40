import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { LocalFailure, systemErrorCode } from './failure.ts';

/** The directory of everything that survives a restart, held by one run at a time. */
export interface DataDirectory {
  /** Its absolute path. */
  readonly path: string;
  /** Absolute path of something in it. */
  file(name: string): string;
  /** Lets another run have it. */
  release(): void;
}

/** Creates the directory where needed and takes its lock. Throws `LocalFailure` where it is not writable or in use. */
export function openDataDirectory(directory: string): DataDirectory {
  const path = resolve(directory);
  const lock = join(path, 'lock');
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    takeLock(lock, path);
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

function takeLock(lock: string, path: string): void {
  if (createLock(lock)) return;
  const holder = Number(readFileSync(lock, 'utf8'));
  if (isRunning(holder)) {
    throw new LocalFailure(
      `${path} is in use by another run (process ${holder}): end it, or choose another directory with --data DIR.`,
    );
  }
  rmSync(lock, { force: true });
  if (!createLock(lock))
    throw new LocalFailure(`${path} was just taken by another run: choose another with --data DIR.`);
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

/** In a container a new run often has the very process id of the one that was killed: one's own is not another run. */
function isRunning(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemErrorCode(error) === 'EPERM';
  }
}
