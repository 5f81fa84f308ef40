import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { connectionFile, type LocalConnection } from '../../lib/local/connection-file.ts';

/** How to start it. */
export interface LocalStackOptions {
  /** A configuration block for `--config`; cdk.json's unless given. */
  readonly config?: object;
  /** Further arguments. */
  readonly args?: readonly string[];
  /** Further environment variables. */
  readonly env?: Readonly<Record<string, string>>;
  /** A directory that is kept at the end; unless given one is made, and removed at the end. */
  readonly dataDir?: string;
}

/** The local run as a child process. */
export interface LocalStack {
  readonly baseUrl: string;
  readonly dataDir: string;
  /** How to reach what runs, as operator. */
  readonly local: LocalConnection;
  readonly child: ChildProcess;
  /** Everything it has written so far. */
  output(): string;
  /** Ends it as Ctrl-C does; throws where it does not end well within five seconds. */
  stop(): Promise<void>;
}

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Starts `bin/local.ts` on free ports and waits until it is up. An error holds what the child wrote. */
export async function startLocalStack(options: LocalStackOptions = {}): Promise<LocalStack> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'postern-')));
  const child = await spawnLocal(options, dataDir);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  const failed = exited.then((code) => {
    throw new Error(`The local run ended with exit code ${code}:\n${output}`);
  });

  const stop = async (): Promise<void> => {
    child.kill('SIGINT');
    const code = await Promise.race([exited, sleep(5_000, 'late' as const, { ref: false })]);
    if (code === 'late') child.kill('SIGKILL');
    if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
    if (code !== 0) throw new Error(`The local run did not end well on SIGINT (${code}):\n${output}`);
  };

  try {
    const local = await Promise.race([untilUp(child, dataDir, () => output), failed]);
    failed.catch(() => undefined);
    return { baseUrl: local.baseUrl, dataDir, local, child, output: () => output, stop };
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}

async function spawnLocal({ config, args = [], env = {} }: LocalStackOptions, dataDir: string): Promise<ChildProcess> {
  const configFile = join(dataDir, 'config.json');
  if (config !== undefined) await writeFile(configFile, JSON.stringify(config));
  const { NODE_OPTIONS: _, ...inherited } = process.env;
  return spawn(
    process.execPath,
    [
      ...['--import', 'tsx', 'bin/local.ts', '--port', '0', '--data', dataDir],
      ...(config === undefined ? [] : ['--config', configFile]),
      ...args,
    ],
    { cwd: root, env: { ...inherited, ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
}

/** Longest that a start may take on a busy machine, in milliseconds. */
const startDeadline = 60_000;

async function untilUp(child: ChildProcess, dataDir: string, output: () => string): Promise<LocalConnection> {
  const deadline = Date.now() + startDeadline;
  while (Date.now() < deadline && child.exitCode === null) {
    if (output().includes('Postern is up')) {
      const local: LocalConnection = JSON.parse(await readFile(join(dataDir, connectionFile), 'utf8'));
      const health = await fetch(`${local.baseUrl}/health`);
      if (health.status === 200) return local;
      throw new Error(`GET /health answered ${health.status}:\n${output()}`);
    }
    await sleep(50);
  }
  throw new Error(`The local run did not come up within ${startDeadline / 1000} seconds:\n${output()}`);
}
