import type { CallExpression, NewExpression, Node } from 'oxc-parser';
import { isObject } from '../../../functions/core/base/json.ts';
import { constantText, type Module, parseModule, type ReadSource } from './constants.ts';

/** A regular expression in a source file. */
export interface FoundExpression {
  /** Path of the file, from the repository's root. */
  readonly file: string;
  /** Line in the file, from 1. */
  readonly line: number;
  /** Pattern, as `RegExp.prototype.source` has it; undefined if the pattern is not constant. */
  readonly source: string | undefined;
  /** Flags, as `RegExp.prototype.flags` has them. */
  readonly flags: string;
}

/**
 * Finds each regular expression of a TypeScript file: literals, and `RegExp(…)` with and without `new`. A pattern that
 * is composed of constants, also of imported ones, is evaluated.
 * @throws If the file is not TypeScript.
 */
export function findExpressions(file: string, read: ReadSource): readonly FoundExpression[] {
  const text = read(file);
  const module = parseModule(file, read);
  return nodesIn(module.program).flatMap((node) => {
    const expression = expressionOf(node, module, read);
    if (expression === undefined) return [];
    return [{ file, line: text.slice(0, node.start).split('\n').length, ...expression }];
  });
}

/** Each node of a syntax tree, in the order of the source. */
function nodesIn(value: unknown): readonly Node[] {
  if (Array.isArray(value)) return value.flatMap(nodesIn);
  if (!isObject(value)) return [];
  const inner = Object.values(value).flatMap(nodesIn);
  return isNode(value) ? [value, ...inner] : inner;
}

function isNode(value: object): value is Node {
  return 'type' in value && 'start' in value;
}

function expressionOf(
  node: Node,
  module: Module,
  read: ReadSource,
): Pick<FoundExpression, 'source' | 'flags'> | undefined {
  switch (node.type) {
    case 'Literal':
      return 'regex' in node ? { source: node.regex.pattern, flags: node.regex.flags } : undefined;
    case 'NewExpression':
    case 'CallExpression':
      return constructed(node, module, read);
    default:
      return undefined;
  }
}

function constructed(
  { callee, arguments: [pattern, flags] }: NewExpression | CallExpression,
  module: Module,
  read: ReadSource,
): Pick<FoundExpression, 'source' | 'flags'> | undefined {
  if (callee.type !== 'Identifier' || callee.name !== 'RegExp') return undefined;
  const text = (argument: typeof pattern): string | undefined =>
    argument === undefined || argument.type === 'SpreadElement' ? undefined : constantText(argument, module, read);
  return { source: text(pattern), flags: text(flags) ?? '' };
}
