import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { buildSync } from 'esbuild';
import { OpsFailure } from '../../cli/failure.ts';
import type { GitLabSettings } from '../setting.ts';
import type { Outcome } from './worker.ts';

/**
 * Time limit of Ruby's parser in milliseconds. It parses GitLab's own template of gitlab.rb in a fraction of a second,
 * but never finishes a line of `????…`.
 */
const timeoutMs = 5_000;
const unreadable = 'The file cannot be read as Ruby: its parser crashed, or did not finish in time.';

/**
 * Reads the settings of a gitlab.rb (Linux package) without running it. Ruby's parser runs in a worker thread with a
 * time limit, because hostile input can crash the parser or make it loop forever.
 * @throws OpsFailure if the text is not Ruby, or the parser crashes or times out.
 */
export async function readRuby(source: string): Promise<GitLabSettings> {
  const outcome = await runWorker(source);
  if ('refusal' in outcome) throw new OpsFailure(outcome.refusal);
  return outcome.settings;
}

/** Reads the WebAssembly code of Ruby's parser. */
export function parserCode(): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(createRequire(import.meta.url).resolve('@ruby/prism/src/prism.wasm')));
}

async function runWorker(source: string): Promise<Outcome> {
  const worker = new Worker(workerScript(), {
    eval: true,
    execArgv: [],
    workerData: { source, parserCode: parserCode() },
    resourceLimits: { maxOldGenerationSizeMb: 512 },
  });
  const timer = setTimeout(() => worker.terminate(), timeoutMs);
  try {
    return await new Promise<Outcome>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', (cause) => reject(new OpsFailure(unreadable, { cause })));
      worker.once('exit', () => reject(new OpsFailure(unreadable)));
    });
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}

let script: string | undefined;

/**
 * The worker and all modules that it imports, bundled into one script of JavaScript, because a worker thread has no
 * TypeScript loader.
 */
function workerScript(): string {
  script ??= buildScript();
  return script;
}

function buildScript(): string {
  const { outputFiles } = buildSync({
    entryPoints: [fileURLToPath(new URL('./worker.ts', import.meta.url))],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
  });
  return outputFiles[0]?.text ?? '';
}
