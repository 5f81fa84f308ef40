import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { renderFuzzPage } from './page.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Test files that check properties. */
async function filesWithProperties(): Promise<readonly string[]> {
  const names = (await readdir(join(root, 'test'), { recursive: true })).filter((name) => name.endsWith('.test.ts'));
  const files = names.map((name) => `test/${name}`).sort();
  const texts = await Promise.all(files.map((file) => readFile(join(root, file), 'utf8')));
  return files.filter((_, index) => texts[index]?.includes('fc.assert('));
}

/** Runs Jest over these files; gives its exit code. */
async function runTests(files: readonly string[], factor: number, tally: string): Promise<number> {
  const node = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  const patience = `--testTimeout=${Math.ceil(30_000 * Math.max(1, factor))}`;
  const jest = ['node_modules/jest/bin/jest.js', patience, '--runTestsByPath', ...files];
  const env = { ...process.env, FUZZ_FACTOR: String(factor), FUZZ_TALLY: tally };
  const [code] = await once(spawn(process.execPath, [...node, ...jest], { cwd: root, env, stdio: 'inherit' }), 'close');
  return code ?? 1;
}

/** Properties that were checked, and how often their inputs were drawn, all together. */
async function readTally(file: string): Promise<{ readonly properties: number; readonly runs: number }> {
  const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n').filter((line) => line !== '');
  return { properties: lines.length, runs: lines.reduce((sum, line) => sum + JSON.parse(line).numRuns, 0) };
}

const factor = Number(process.argv[2] ?? '20');
if (!Number.isFinite(factor) || factor <= 0) throw new Error('Usage: npm run fuzz -- [factor], a number above 0.');
const directory = await mkdtemp(join(tmpdir(), 'postern-fuzz-'));
try {
  const tally = join(directory, 'tally.jsonl');
  const files = await filesWithProperties();
  process.exitCode = await runTests(files, factor, tally);
  const counts = await readTally(tally);
  process.stdout.write(
    `${counts.properties} properties, ${counts.runs} runs, ${factor} times as many as in npm test.\n`,
  );
  if (process.exitCode === 0) {
    await writeFile(join(root, 'docs/properties.md'), renderFuzzPage({ files, factor, ...counts }));
    process.stdout.write('docs/properties.md is written.\n');
  }
} finally {
  await rm(directory, { recursive: true });
}
