import { styleText } from 'node:util';
import { type OutputOptions, showList } from '../cli/output.ts';
import { printable } from '../cli/printable.ts';
import type { NamedFinding } from './finding.ts';

const colours = { ok: 'green', warning: 'yellow', wrong: 'red' } as const;
const longestState = 'warning'.length;

/**
 * Prints findings as the checks end: one line per finding, wrapped to the width of the terminal; with `--json`, an
 * array.
 */
export async function showFindings(
  findings: AsyncIterable<NamedFinding>,
  subjects: readonly string[],
  options: OutputOptions,
): Promise<void> {
  if (options.json === true) {
    await showList(findings, { columns: [], document: (finding) => finding }, options);
    return;
  }
  const { stdout } = process;
  const width = stdout.isTTY ? stdout.columns || 80 : undefined;
  const layout = { subject: Math.max(...subjects.map((subject) => subject.length)), ...(width && { width }) };
  for await (const finding of findings) {
    const [state, rest] = findingLines(finding, layout);
    const colour = stdout.isTTY && stdout.hasColors();
    stdout.write(`${colour ? styleText(colours[finding.state], state, { validateStream: false }) : state}${rest}\n`);
  }
}

/** What a finding is about: the name of the provider, if any, and of the check. */
export function subjectOf({ provider, name }: Pick<NamedFinding, 'provider' | 'name'>): string {
  return provider === undefined ? name : `${provider} ${name}`;
}

/**
 * Widths in characters: of the column with the findings' subjects, and of the terminal. Without `width`, lines are not
 * wrapped.
 */
export interface FindingLayout {
  readonly subject: number;
  readonly width?: number;
}

/** Formats a finding as its state and its text. Further lines of the text are indented to where the text begins. */
export function findingLines(finding: NamedFinding, { subject, width }: FindingLayout): readonly [string, string] {
  const state = finding.state.padEnd(longestState);
  const head = `  ${subjectOf(finding).padEnd(subject)}  `;
  const indent = longestState + head.length;
  const text = printable(finding.cure === undefined ? finding.what : `${finding.what}: ${finding.cure}`);
  const room = width === undefined ? Number.POSITIVE_INFINITY : Math.max(20, width - indent);
  return [state, head + wrapped(text, room).join(`\n${' '.repeat(indent)}`)];
}

/**
 * Wraps text to lines of at most `room` characters. A command at the end of the text is not wrapped, so that it can be
 * copied.
 */
function wrapped(text: string, room: number): readonly string[] {
  const at = text.indexOf('npm run ');
  const words = at < 0 ? text.split(' ') : [...text.slice(0, Math.max(0, at - 1)).split(' '), text.slice(at)];
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= room) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
