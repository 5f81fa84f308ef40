import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { moduleNames, plans } from './plans.ts';
import { type Outcome, type Results, readOutcomes, renderReport, tallyOthers } from './report.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Runs the hostile tests; gives what came of each. */
async function runHostileTests(): Promise<Results> {
  const directory = await mkdtemp(join(tmpdir(), 'postern-conformance-'));
  try {
    const outputFile = join(directory, 'results.json');
    const node = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
    const jest = ['node_modules/jest/bin/jest.js', 'test/hostile', '--json', '--outputFile', outputFile];
    await once(
      spawn(process.execPath, [...node, ...jest], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] }),
      'close',
    );
    return JSON.parse(await readFile(outputFile, 'utf8'));
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** Throws where the run has no result for a module: its plan did not start, so that there is nothing to report. */
async function requireAll(outcomes: readonly Outcome[]): Promise<void> {
  for (const plan of plans) {
    const run = new Set(outcomes.filter((outcome) => outcome.plan === plan.title).map(({ module }) => module));
    const missing = (await moduleNames(plan)).filter((name) => !run.has(name));
    if (missing.length > 0)
      throw new Error(`${plan.title} did not run ${missing.join(', ')}; see Jest's output above.`);
  }
}

const results = await runHostileTests();
const outcomes = readOutcomes(results);
await requireAll(outcomes);
const others = tallyOthers(results);
const page = (name: string) => readFile(join(root, 'docs', name), 'utf8');
const pages = { properties: await page('properties.md'), mutation: await page('mutation.md') };
await writeFile(join(root, 'docs/conformance.md'), renderReport(outcomes, others, pages));
const failed = outcomes.filter(({ passed }) => !passed).length + others.total - others.passed;
process.stdout.write(
  `docs/conformance.md is written: ${outcomes.length} modules, ${others.total} further cases, ${failed} failed.\n`,
);
process.exitCode = failed === 0 ? 0 : 1;
