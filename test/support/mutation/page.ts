import { dirname } from 'node:path/posix';
import type { Accepted } from './accepted.ts';
import { type Mutant, score, type Tally, tally } from './report.ts';

/** The folders whose rules are mutated. */
export const folders = ['functions/core/accounts', 'functions/core/sessions', 'functions/core/oidc'];

/** The mutants of a folder, with those of the folders in it. */
export function within(folder: string, mutants: readonly Mutant[]): readonly Mutant[] {
  return mutants.filter(({ file }) => file.startsWith(`${folder}/`));
}

/** The whole page, in Markdown. */
export function renderPage(mutants: readonly Mutant[], accepted: readonly Accepted[]): string {
  const all = tally(mutants);
  return `# Mutation testing

How much the unit tests of the rules notice. Stryker changes their code in one place at a time, and the tests of the file
that was changed are run against that: those of the file that mirrors it below \`test/\`, or where none does those of its
folder. What only the tests of whole flows, of hostile providers or in browsers would notice counts for nothing here. A
mutant is killed where a test fails or a test file cannot be loaded; it times out where the tests would not end.

**${score(all)} of ${all.total} mutants were noticed**: ${all.killed} killed, ${all.timedOut} timed out, ${all.survived} survived. Why each
survivor is no gap in the tests stands [below](#accepted-survivors).

\`npm run mutation\` makes this page from a run, and fails where a mutant survives that
[the list](../test/support/mutation/accepted.ts) lacks, or one of the list does not survive.

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

/** The part of the page that the list alone decides. */
export function renderAccepted(accepted: readonly Accepted[]): string {
  const byFolder = [...accepted].sort((a, b) => order(a.file) - order(b.file));
  const rows = byFolder.map(({ file, line, original, replacement, reason }) => {
    return `| ${code(file.slice('functions/core/'.length))} | ${code(line)} | ${code(original)} | ${code(replacement)} | ${reason} |`;
  });
  return `## Accepted survivors

Mutants of lines that are the same share a row.

| file | line | text | mutant | why it may survive |
|---|---|---|---|---|
${rows.join('\n')}
`;
}

function order(file: string): number {
  return folders.findIndex((folder) => `${dirname(file)}/`.startsWith(`${folder}/`));
}

/** Code in a cell of a table, where a bar would end the cell. */
function code(text: string): string {
  const fence = text.includes('`') ? '``' : '`';
  const padding = fence === '``' ? ' ' : '';
  return text === '' ? '(nothing)' : `${fence}${padding}${text.replaceAll('|', '\\|')}${padding}${fence}`;
}
