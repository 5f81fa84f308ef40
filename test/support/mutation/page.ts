import { dirname } from 'node:path/posix';
import type { Accepted } from './accepted.ts';
import { type Mutant, score, type Tally, tally } from './report.ts';

/** The folders whose rules are mutated. */
export const folders = ['functions/core/accounts', 'functions/core/sessions', 'functions/core/oidc'];

/** Mutants of a folder and its subfolders. */
export function within(folder: string, mutants: readonly Mutant[]): readonly Mutant[] {
  return mutants.filter(({ file }) => file.startsWith(`${folder}/`));
}

/** The whole page, in Markdown. */
export function renderPage(mutants: readonly Mutant[], accepted: readonly Accepted[]): string {
  const all = tally(mutants);
  return `# Mutation testing

How many faults in the rules the unit tests detect. Stryker changes the code in one place at a time, and runs the tests of
the changed file: the test file that mirrors it below \`test/\`, or if there is none, the tests of its folder. Tests of whole
flows, of hostile providers and in browsers are not run, and do not count. A mutant is killed if a test fails or a test
file cannot be loaded. It times out if the tests do not end.

**${score(all)} of ${all.total} mutants were detected**: ${all.killed} killed, ${all.timedOut} timed out, ${all.survived} survived. The list
of [accepted survivors](#accepted-survivors) says why each is no gap in the tests.

\`npm run mutation\` generates this page from a run. It fails if a mutant survives that is not in
[the list](../test/support/mutation/accepted.ts), or if a listed one does not survive.

## Scores

| folder | mutants | killed | timed out | survived | score |
|---|---|---|---|---|---|
${folders.map((folder) => renderRow(linkTo(folder), tally(within(folder, mutants)))).join('\n')}

${folders.map((folder) => renderFiles(folder, within(folder, mutants))).join('\n')}
${renderAccepted(accepted)}`;
}

function linkTo(path: string): string {
  return `[${path}](../${path})`;
}

function renderRow(name: string, counts: Tally): string {
  const { total, killed, timedOut, survived } = counts;
  return `| ${name} | ${total} | ${killed} | ${timedOut} | ${survived} | ${score(counts)} |`;
}

function renderFiles(folder: string, mutants: readonly Mutant[]): string {
  const files = [...new Set(mutants.map(({ file }) => file))].sort();
  const rows = files.map((file) => {
    const name = `[${file.slice(folder.length + 1)}](../${file})`;
    return renderRow(name, tally(mutants.filter((mutant) => mutant.file === file)));
  });
  return `### ${folder}

| file | mutants | killed | timed out | survived | score |
|---|---|---|---|---|---|
${rows.join('\n')}
`;
}

/** Section of the page that depends only on the list. */
export function renderAccepted(accepted: readonly Accepted[]): string {
  const byFolder = [...accepted].sort((a, b) => order(a.file) - order(b.file));
  const rows = byFolder.map(({ file, line, original, replacement, reason }) => {
    return `| ${code(file.slice('functions/core/'.length))} | ${code(line)} | ${code(original)} | ${code(replacement)} | ${reason} |`;
  });
  return `## Accepted survivors

Mutants of identical lines share a row.

| file | line | text | mutant | why it may survive |
|---|---|---|---|---|
${rows.join('\n')}
`;
}

function order(file: string): number {
  return folders.findIndex((folder) => `${dirname(file)}/`.startsWith(`${folder}/`));
}

/** Code in a table cell, with escaped bars. */
function code(text: string): string {
  const fence = text.includes('`') ? '``' : '`';
  const padding = fence === '``' ? ' ' : '';
  return text === '' ? '(nothing)' : `${fence}${padding}${text.replaceAll('|', '\\|')}${padding}${fence}`;
}
