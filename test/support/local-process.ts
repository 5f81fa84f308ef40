import type { ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connectionFile, type LocalConnection } from '../../lib/local/connection-file.ts';
import { spawnNode } from './child-process.ts';
import { expectHealthy, type LocalStack, type LocalStackOptions, prepareLocal } from './local-stack.ts';
import { Output } from './output.ts';

/** `npm start` as a process of its own, for tests of the process itself. */
export interface LocalProcess extends LocalStack {
  readonly child: ChildProcess;
}

/** Starts `bin/local.ts` on free ports and waits until it is up. An error holds what the process wrote. */
export async function startLocalProcess(options: LocalStackOptions = {}): Promise<LocalProcess> {
  const { args, dataDir, removeData } = await prepareLocal(options);
  const child = spawnNode(['--import', 'tsx', 'bin/local.ts', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(options.env && { env: options.env }),
  });
  const output = new Output();
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => output.append(text));
  }
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  const failed = exited.then((code) => {
    throw new Error(`The local run ended with exit code ${code}:\n${output.text}`);
  });
  failed.catch(() => undefined);
  await Promise.race([output.includes('Postern is up'), failed]);
  const local: LocalConnection = JSON.parse(await readFile(join(dataDir, connectionFile), 'utf8'));
  await expectHealthy(local, output);
  return {
    ...{ baseUrl: local.baseUrl, dataDir, local, child },
    output: () => output.text,
    wrote: (text) => output.includes(text),
    async stop() {
      child.kill('SIGINT');
      const code = await exited;
      await removeData();
      if (code !== 0) throw new Error(`The local run did not end well on SIGINT (${code}):\n${output.text}`);
    },
  };
}
