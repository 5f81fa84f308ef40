import { styleText } from 'node:util';
import { type OutputOptions, showList } from '../cli/output.ts';
import { printable } from '../cli/printable.ts';
import type { NamedFinding } from './finding.ts';

const colours = { ok: 'green', warning: 'yellow', wrong: 'red' } as const;
const longestState = 'warning'.length;

/** Shows findings as they come: a line each, on a terminal wrapped to its width; for machines an array. */
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

/** What a finding is about, in a word or two. */
export function subjectOf({ provider, name }: Pick<NamedFinding, 'provider' | 'name'>): string {
  return provider === undefined ? name : `${provider} ${name}`;
}

/** How wide the columns are; without `width` nothing is wrapped. */
export interface FindingLayout {
  readonly subject: number;
  readonly width?: number;
}

/** The state, and what stands behind it: on further lines below where it begins. */
export function findingLines(finding: NamedFinding, { subject, width }: FindingLayout): readonly [string, string] {
  const state = finding.state.padEnd(longestState);
  const head = `  ${subjectOf(finding).padEnd(subject)}  `;
  const indent = longestState + head.length;
  const text = printable(finding.cure === undefined ? finding.what : `${finding.what}: ${finding.cure}`);
  const room = width === undefined ? Number.POSITIVE_INFINITY : Math.max(20, width - indent);
  return [state, head + wrapped(text, room).join(`\n${' '.repeat(indent)}`)];
}

/** A command at the end is left whole, so that it can be copied. */
function wrapped(text: string, room: number): readonly string[] {
  const [command] = /npm run .*$/.exec(text) ?? [];
  const words = command === undefined ? text.split(' ') : [...text.slice(0, -command.length - 1).split(' '), command];
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= room) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
