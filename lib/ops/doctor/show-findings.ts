import { styleText } from 'node:util';
import { type OutputOptions, showList } from '../cli/output.ts';
import { printable } from '../cli/printable.ts';
import type { NamedFinding } from './finding.ts';

const colours = { ok: 'green', warning: 'yellow', wrong: 'red' } as const;
const longestState = 'warning'.length;

/** Streams findings: one line each, wrapped to the width of a terminal; with `--json` an array. */
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

/** Subject of a finding: provider and check. */
export function subjectOf({ provider, name }: Pick<NamedFinding, 'provider' | 'name'>): string {
  return provider === undefined ? name : `${provider} ${name}`;
}

/** Column widths; without `width` lines are not wrapped. */
export interface FindingLayout {
  readonly subject: number;
  readonly width?: number;
}

/** State and text of a finding; further lines are indented to the start of the text. */
export function findingLines(finding: NamedFinding, { subject, width }: FindingLayout): readonly [string, string] {
  const state = finding.state.padEnd(longestState);
  const head = `  ${subjectOf(finding).padEnd(subject)}  `;
  const indent = longestState + head.length;
  const text = printable(finding.cure === undefined ? finding.what : `${finding.what}: ${finding.cure}`);
  const room = width === undefined ? Number.POSITIVE_INFINITY : Math.max(20, width - indent);
  return [state, head + wrapped(text, room).join(`\n${' '.repeat(indent)}`)];
}

/** A command at the end is not wrapped, so that it can be copied. */
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
