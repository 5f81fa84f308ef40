import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { type Accepted, accepted } from '../support/mutation/accepted.ts';
import { folders, renderAccepted, renderPage } from '../support/mutation/page.ts';
import { complaints, type Mutant, oneLine, readMutants, score, tally } from '../support/mutation/report.ts';

const root = new URL('../../', import.meta.url);
const page = await readFile(new URL('docs/mutation.md', root), 'utf8');

describe('the accepted survivors', () => {
  test.each(accepted)('$file has $original in $line', async ({ file, line, original, replacement, reason }) => {
    const source = await readFile(new URL(file, root), 'utf8');
    expect(source.split('\n').map(oneLine)).toContain(line);
    expect(oneLine(source)).toContain(original);
    expect(replacement).not.toBe(original);
    expect(reason).toMatch(/^[A-Z`].*\.$/);
  });

  test('stand on the page, each once', () => {
    const listed = accepted.map(({ file, line, original, replacement }) =>
      [file, line, original, replacement].join('\n'),
    );
    expect(new Set(listed).size).toBe(listed.length);
    expect(page.slice(page.indexOf('## Accepted survivors'))).toBe(renderAccepted(accepted));
  });
});

describe('the page', () => {
  test.each(folders)('has a score for each file of %s', async (folder) => {
    const names = (await readdir(new URL(folder, root), { recursive: true })).filter((name) => name.endsWith('.ts'));
    expect(names.filter((name) => !page.includes(`| [${name}](../${folder}/${name}) |`))).toEqual([]);
  });

  test('counts what it lists', () => {
    const survived = page.match(/, (\d+) survived/)?.[1];
    expect(accepted.length).toBeLessThanOrEqual(Number(survived));
  });
});

describe('a run', () => {
  const file = 'functions/core/oidc/a.ts';
  const source = 'if (a) {\n  return  b &&\n    c;\n}\n';
  const location = { start: { line: 2, column: 11 }, end: { line: 3, column: 6 } };
  const mutantThat = (status: string) => ({ status, replacement: 'b ||\n c', location });
  const run = (...statuses: string[]) => ({ files: { [file]: { source, mutants: statuses.map(mutantThat) } } });
  const change = { file, line: 'return b &&', original: 'b && c', replacement: 'b || c' };
  const entry: Accepted = { ...change, reason: 'Because.' };

  test('is read with each mutant in one line', () => {
    const outcomes = [
      ['killed', 'Killed', 'RuntimeError'],
      ['timed out', 'Timeout'],
      ['survived', 'Survived', 'NoCoverage'],
    ] as const;
    for (const [outcome, status] of outcomes.flatMap(([end, ...names]) => names.map((name) => [end, name] as const))) {
      expect(readMutants(run(status))).toEqual([{ ...change, outcome }]);
    }
    expect(() => readMutants(run('Pending'))).toThrow('A mutant of functions/core/oidc/a.ts ended as Pending');
  });

  test('fits the list where it lists exactly the survivors', () => {
    const [survived, killed] = [readMutants(run('Survived')), readMutants(run('Killed'))];
    expect(complaints(survived, [entry])).toEqual([]);
    expect(complaints(killed, [])).toEqual([]);
    expect(complaints(survived, [])).toEqual([
      'No test fails where functions/core/oidc/a.ts has "b || c" for "b && c" in "return b &&".',
    ]);
    expect(complaints(killed, [entry])).toHaveLength(1);
    for (const other of [{ file: 'b.ts' }, { line: 'b' }, { original: 'b' }, { replacement: 'b' }]) {
      expect(complaints(survived, [{ ...entry, ...other }])).toHaveLength(2);
    }
  });

  test('is scored by what tests noticed, rounded down', () => {
    const counts = tally(readMutants(run('Killed', 'Timeout', 'Survived')));
    expect(counts).toEqual({ total: 3, killed: 1, timedOut: 1, survived: 1 });
    expect(score(counts)).toBe('66.6 %');
  });

  test('fills the page', () => {
    const mutants = folders.map((folder): Mutant => ({ ...change, file: `${folder}/a.ts`, outcome: 'killed' }));
    const made = renderPage(mutants, [entry]);
    expect(made).toContain('**100.0 % of 3 mutants were detected**: 3 killed, 0 timed out, 0 survived.');
    expect(made).toContain('| [a.ts](../functions/core/oidc/a.ts) | 1 | 1 | 0 | 0 | 100.0 % |');
    expect(made).toContain('| `oidc/a.ts` | `return b &&` | `b && c` | `b \\|\\| c` | Because. |');
  });
});
