import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { endAfterFile } from './leftovers.ts';

/** The repository's root. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** Ends the process group once the pipe that this script reads has closed: when the process that spawned it is gone. */
const watchdog = 'read -r _; kill -KILL "-$1" 2>/dev/null';

/**
 * Starts Node.js in a process group of its own, which never outlives its test file, nor the Jest worker: it is killed
 * if it still runs then.
 */
export function spawnNode(args: readonly string[], options: SpawnOptions): ChildProcess {
  const { NODE_OPTIONS: _, ...inherited } = process.env;
  const child = spawn(process.execPath, args, {
    cwd: root,
    ...options,
    env: { ...inherited, ...options.env },
    detached: true,
  });
  const guard = spawn('/bin/sh', ['-c', watchdog, 'sh', String(child.pid)], { stdio: ['pipe', 'ignore', 'ignore'] });
  const ended = once(child, 'close');
  const forget = endAfterFile(async () => {
    killGroup(child);
    await ended;
  });
  child.once('close', () => {
    forget();
    // Killed, not told: told, it would kill whatever has the group's number by then.
    guard.kill('SIGKILL');
  });
  return child;
}

function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}
