import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { accepted } from './accepted.ts';
import { folders, renderPage, within } from './page.ts';
import { complaints, readMutants, score, tally } from './report.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
/** Where stryker.config.js has the results written. */
const resultsFile = join(root, 'coverage/mutation.json');

/**
 * Mutates the rules, which takes half an hour.
 * @throws Error where Stryker came to no result.
 */
async function runStryker(): Promise<void> {
  const run = spawn(process.execPath, ['node_modules/@stryker-mutator/core/bin/stryker.js', 'run'], {
    cwd: root,
    stdio: 'inherit',
  });
  const [code] = await once(run, 'close');
  if (code !== 0) throw new Error('Stryker came to no result; see its output above.');
}

await runStryker();
const mutants = readMutants(JSON.parse(await readFile(resultsFile, 'utf8')));
await writeFile(join(root, 'docs/mutation.md'), renderPage(mutants, accepted));
for (const folder of folders) {
  const { total, survived, ...counts } = tally(within(folder, mutants));
  process.stdout.write(`${folder}: ${score({ total, survived, ...counts })} of ${total}, ${survived} survived\n`);
}
const complained = complaints(mutants, accepted);
for (const complaint of complained) process.stderr.write(`${complaint}\n`);
process.stdout.write(`docs/mutation.md is written.\n`);
process.exitCode = complained.length === 0 ? 0 : 1;
