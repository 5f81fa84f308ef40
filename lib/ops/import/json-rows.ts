import { isObject } from '../../../functions/core/base/json.ts';
import { OpsFailure } from '../cli/failure.ts';
import type { ImportIssue, Row } from './row.ts';

/** Parses JSON lines: one JSON object per line. Blank lines are skipped. */
export function* jsonLineRows(text: string): Generator<Row | ImportIssue> {
  let line = 0;
  for (let start = 0; start <= text.length; ) {
    const end = text.indexOf('\n', start);
    const json = text.slice(start, end === -1 ? text.length : end);
    start = end === -1 ? text.length + 1 : end + 1;
    line += 1;
    if (json.trim() !== '') yield readObject(line, json);
  }
}

/**
 * Parses a JSON array one element at a time, so that each element's line is known and an invalid element does not
 * affect the others.
 * @throws OpsFailure for an unclosed bracket or quote, and for text after the array.
 */
export function* jsonArrayRows(file: string, text: string): Generator<Row | ImportIssue> {
  const open = text.indexOf('[') + 1;
  let line = 1 + linesIn(text.slice(0, open));
  for (let from = open; ; ) {
    const end = elementEnd(text, from);
    const begins = line + linesIn(/^\s*/.exec(text.slice(from, end))?.[0] ?? '');
    if (end === undefined) {
      throw new OpsFailure(`${file} cannot be read from line ${begins} on: a bracket or quote is not closed.`);
    }
    const json = text.slice(from, end);
    const last = text[end] === ']';
    const isEmpty = last && from === open && json.trim() === '';
    if (!isEmpty) yield readObject(begins, json);
    line += linesIn(json);
    from = end + 1;
    if (!last) continue;
    if (text.slice(from).trim() === '') return;
    throw new OpsFailure(`${file} has text after the end of the array on line ${line}.`);
  }
}

/** Index of the comma or bracket that ends an array element; undefined if the text ends before that. */
function elementEnd(text: string, from: number): number | undefined {
  const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],"]/gs;
  tokens.lastIndex = from;
  let depth = 0;
  for (let found = tokens.exec(text); found !== null; found = tokens.exec(text)) {
    const [token] = found;
    if (token === '"') return undefined;
    if (depth === 0 && (token === ',' || token === ']')) return found.index;
    if (token === '{' || token === '[') depth += 1;
    if (token === '}' || token === ']') depth -= 1;
  }
  return undefined;
}

function linesIn(text: string): number {
  return text.split('\n').length - 1;
}

function readObject(line: number, json: string): Row | ImportIssue {
  const value = parse(json);
  if (!isObject(value)) return { line, message: 'is not a JSON object' };
  return { line, cells: new Map(Object.entries(value).filter(([, cell]) => cell !== null && cell !== '')) };
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    // The parser's message is not used, because its positions count from the start of the element. The issue names the
    // line in the file.
    return undefined;
  }
}
