import type { Accepted } from './accepted.ts';

/** What the report needs of Stryker's results (mutation testing report schema 2). */
export interface Results {
  readonly files: Readonly<Record<string, { readonly source: string; readonly mutants: readonly ResultMutant[] }>>;
}

interface ResultMutant {
  readonly status: string;
  readonly replacement?: string;
  readonly location: { readonly start: Position; readonly end: Position };
}

/** Both from 1. */
interface Position {
  readonly line: number;
  readonly column: number;
}

/** A change to a line of the source. */
export type Change = Pick<Accepted, 'file' | 'line' | 'original' | 'replacement'>;

/** A mutant and what became of it. */
export interface Mutant extends Change {
  readonly outcome: 'killed' | 'timed out' | 'survived';
}

const outcomes: Readonly<Record<string, Mutant['outcome']>> = {
  Killed: 'killed',
  // A test file that cannot even be loaded fails as well.
  RuntimeError: 'killed',
  Timeout: 'timed out',
  Survived: 'survived',
  // No test reaches it, so that none can see it.
  NoCoverage: 'survived',
};

/**
 * Reads the mutants out of a run.
 * @throws Error where one came to no end: the run tells nothing of it.
 */
export function readMutants({ files }: Results): readonly Mutant[] {
  return Object.entries(files).flatMap(([file, { source, mutants }]) => {
    const lines = source.split('\n');
    return mutants.map(({ status, replacement = '', location }): Mutant => {
      const outcome = outcomes[status];
      if (outcome === undefined) throw new Error(`A mutant of ${file} ended as ${status}: run it again.`);
      const line = oneLine(lines[location.start.line - 1] ?? '');
      return { file, line, original: textAt(lines, location), replacement: oneLine(replacement), outcome };
    });
  });
}

function textAt(lines: readonly string[], { start, end }: ResultMutant['location']): string {
  const taken = lines.slice(start.line - 1, end.line);
  const last = (taken.pop() ?? '').slice(0, end.column - 1);
  return oneLine([...taken, last].join('\n').slice(start.column - 1));
}

/** A text with each run of white space as one space, so that it stays what it is when code is formatted. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** Whether two are the same change, wherever in the file its line stands by now. */
function isSame(one: Change, other: Change): boolean {
  return (
    one.file === other.file &&
    one.line === other.line &&
    one.original === other.original &&
    one.replacement === other.replacement
  );
}

/** What does not fit between a run and the accepted survivors, one sentence each. */
export function complaints(mutants: readonly Mutant[], accepted: readonly Accepted[]): readonly string[] {
  const survivors = mutants.filter(({ outcome }) => outcome === 'survived');
  const unlisted = survivors.filter((survivor) => !accepted.some((entry) => isSame(entry, survivor)));
  const outlived = accepted.filter((entry) => !survivors.some((survivor) => isSame(entry, survivor)));
  return [
    ...unlisted.map((change) => `No test fails where ${tell(change)}.`),
    ...outlived.map((change) => `The list has what survives no more: that ${tell(change)}.`),
  ];
}

function tell({ file, line, original, replacement }: Change): string {
  return `${file} has ${JSON.stringify(replacement)} for ${JSON.stringify(original)} in ${JSON.stringify(line)}`;
}

/** How many mutants there were, and what became of them. */
export interface Tally {
  readonly total: number;
  readonly killed: number;
  readonly timedOut: number;
  readonly survived: number;
}

/** Counts mutants. */
export function tally(mutants: readonly Mutant[]): Tally {
  const count = (wanted: Mutant['outcome']) => mutants.filter(({ outcome }) => outcome === wanted).length;
  return { total: mutants.length, killed: count('killed'), timedOut: count('timed out'), survived: count('survived') };
}

/** The share of mutants that a test noticed: 97.8 %. Rounded down, so that 100 % says that none is left. */
export function score({ total, survived }: Tally): string {
  return `${(Math.floor(((total - survived) / total) * 1000) / 10).toFixed(1)} %`;
}
