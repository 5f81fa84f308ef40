import {
  ArrayNode,
  AssocNode,
  ConstantReadNode,
  FalseNode,
  FloatNode,
  HashNode,
  IntegerNode,
  InterpolatedStringNode,
  InterpolatedSymbolNode,
  InterpolatedXStringNode,
  NilNode,
  StringNode,
  SymbolNode,
  TrueNode,
  XStringNode,
} from '@ruby/prism/src/nodes.js';
import { limits, type Setting } from '../setting.ts';
import { UnreadableSettings } from '../unreadable.ts';
import { descendants, type Node } from './node.ts';
import type { Program } from './parse.ts';

/**
 * Evaluates a Ruby literal: strings, symbols, decimal numbers, `true`, `false`, `nil`, arrays and hashes. Any other
 * expression, also as an item of an array or hash, becomes `unknown`, because only Ruby can evaluate it.
 * @throws UnreadableSettings if values are nested too deeply.
 */
export function readLiteral(node: Node, program: Program, depth = 1): Setting {
  const line = program.lineOf(node);
  if (depth > limits.depth) throw new UnreadableSettings(line, 'values are nested too deeply here.');
  if (node instanceof ArrayNode) return readArray(node, program, depth);
  if (node instanceof HashNode) return { kind: 'map', entries: readEntries(node, program, depth), line };
  return readScalar(node, program) ?? unknown(node, program);
}

/** The text of a string or symbol without interpolation (`#{…}`); undefined for any other expression. */
export function literalText(node: Node | undefined): string | undefined {
  if (node instanceof InterpolatedStringNode) return heredocText(node);
  if (!(node instanceof StringNode || node instanceof SymbolNode) || node.isForcedBinaryEncoding()) return undefined;
  return node.unescaped.validEncoding ? node.unescaped.value : undefined;
}

/**
 * The text of a `<<~` heredoc, which Prism splits into one string per line. Adjacent strings (`'a' 'b'`) have the same
 * type of node, but no opening quote of their own. For adjacent strings, and for text with interpolation, the result is
 * undefined.
 */
function heredocText({ openingLoc, parts }: InterpolatedStringNode): string | undefined {
  const texts = openingLoc === null ? [undefined] : parts.map(literalText);
  return texts.includes(undefined) ? undefined : texts.join('');
}

function readScalar(node: Node, program: Program): Setting | undefined {
  const line = program.lineOf(node);
  if (node instanceof NilNode) return { kind: 'nil', line };
  if (node instanceof TrueNode || node instanceof FalseNode) {
    return { kind: 'boolean', value: node instanceof TrueNode, line };
  }
  const text = literalText(node);
  if (text !== undefined) return { kind: 'text', text, line };
  const number = numberText(node, program);
  return number === undefined ? undefined : { kind: 'number', text: number, line };
}

/**
 * The digits of a decimal number in the source, without underscores. The number is stored as text, because client IDs
 * may have more digits than a JavaScript number is exact to.
 */
function numberText(node: Node, program: Program): string | undefined {
  const decimal = node instanceof FloatNode || (node instanceof IntegerNode && node.isDecimal());
  const digits = decimal ? program.textOf(node).replaceAll('_', '') : '';
  return /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(digits) ? digits : undefined;
}

/** Reads an array with brackets, or a word list (`%w[a b]`). An array without brackets (`x = 1, 2`) is `unknown`. */
function readArray(node: ArrayNode, program: Program, depth: number): Setting {
  if (node.openingLoc === null) return unknown(node, program);
  const items = node.elements.map((element) => readLiteral(element, program, depth + 1));
  const ofWords = program.textOf({ location: node.openingLoc }).startsWith('%');
  if (ofWords && items.some(({ kind }) => kind === 'unknown')) return unknown(node, program);
  return { kind: 'list', items, line: program.lineOf(node) };
}

/**
 * Reads the entries of a hash. If a key is repeated, its last value counts, as in Ruby. A key that is not a literal
 * becomes `…`, and its value `unknown`.
 */
function readEntries({ elements }: HashNode, program: Program, depth: number): ReadonlyMap<string, Setting> {
  const entries = new Map<string, Setting>();
  for (const element of elements) {
    const key = element instanceof AssocNode ? keyText(element.key, program) : undefined;
    const isRead = element instanceof AssocNode && key !== undefined;
    entries.set(key ?? '…', isRead ? readLiteral(element.value, program, depth + 1) : unknown(element, program));
  }
  return entries;
}

function keyText(key: Node, program: Program): string | undefined {
  return literalText(key) ?? numberText(key, program);
}

function unknown(node: Node, program: Program): Setting {
  const why = `Only Ruby can work this value out${computedBy(node)}: fill it in by hand.`;
  return { kind: 'unknown', why, line: program.lineOf(node) };
}

/**
 * Ruby constants that a note may show as the reason why a value is unknown. Any other word of the expression may be a
 * secret without quotes.
 */
const shownNames = ['ENV', 'File', 'YAML', 'JSON'];
const computedTexts = [InterpolatedStringNode, InterpolatedSymbolNode, InterpolatedXStringNode, XStringNode];

/**
 * The first part of an expression that shows why the expression is not a literal, in parentheses for a note; empty if
 * no part does.
 */
export function computedBy(expression: Node): string {
  for (const node of descendants(expression)) {
    if (node instanceof ConstantReadNode && shownNames.includes(node.name)) return ` (${node.name})`;
    const isText = computedTexts.some((type) => node instanceof type) || node instanceof StringNode;
    if (isText && literalText(node) === undefined) return ' (a text with #{…}, invalid UTF-8 or a command in it)';
  }
  return '';
}
