import type { Location } from '@ruby/prism/src/deserialize.js';
import type { StatementsNode } from '@ruby/prism/src/nodes.js';
import { parsePrism } from '@ruby/prism/src/parsePrism.js';
import { UnreadableSettings } from '../unreadable.ts';
import { childrenOf, type Node } from './node.ts';

/** Syntax tree of a Ruby program, with access to its source. */
export interface Program {
  readonly statements: StatementsNode;
  /** The source text of a node. */
  textOf(node: Located): string;
  /** The line that a node begins on, from 1. */
  lineOf(node: Located): number;
}

/** A part of the source; offsets are in bytes of UTF-8. */
export interface Located {
  readonly location: Location;
}

/**
 * Parses Ruby source; nothing of it runs.
 * @param parserCode WebAssembly of `@ruby/prism`. Each call instantiates it: a crash leaves an instance's memory broken.
 * @throws UnreadableSettings at the first syntax error, and for deep nesting. The message has only the error's type, since
 * prism's own messages may quote the source, and so a secret.
 * @throws Error of any kind if the parser crashes.
 */
export function parse(source: string, parserCode: Uint8Array<ArrayBuffer>): Program {
  // The source is decoded already, so a magic comment must not change its encoding.
  const { value, errors } = parsePrism(instantiate(parserCode).exports, source, { encoding: false });
  const bytes = Buffer.from(source);
  const lineOf = lineFinder(bytes);
  const [error] = errors;
  if (error !== undefined) {
    throw new UnreadableSettings(lineOf(error), `this cannot be read as Ruby (${error.type.replaceAll('_', ' ')}).`);
  }
  assertShallow(value, lineOf);
  return {
    statements: value.statements,
    textOf: ({ location: { startOffset, length } }) => bytes.toString('utf8', startOffset, startOffset + length),
    lineOf,
  };
}

/** Instantiates the parser without access to the host: of WASI it may only ask for a seed, which is zero. */
function instantiate(parserCode: Uint8Array<ArrayBuffer>): WebAssembly.Instance {
  const module = new WebAssembly.Module(parserCode);
  const refuse = (name: string) => () => {
    throw new Error(`Ruby's parser called ${name}`);
  };
  const imports = Object.fromEntries(
    WebAssembly.Module.imports(module).map(({ name }) => [name, name === 'random_get' ? () => 0 : refuse(name)]),
  );
  const instance = new WebAssembly.Instance(module, { wasi_snapshot_preview1: imports });
  const initialize = instance.exports['_initialize'];
  if (typeof initialize === 'function') initialize();
  return instance;
}

/**
 * Maximum depth of a tree that can be trusted. The parser's 64 KiB stack suffices for about ninety levels of source, each
 * of one or more levels of the tree; beyond that, it overwrites the parser's data without a trap.
 */
const maxDepth = 80;

/** Asserts that the parser did not overflow its stack. */
function assertShallow(root: Node, lineOf: Program['lineOf']): void {
  const waiting: (readonly [Node, number])[] = [[root, 0]];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [node, depth] = next;
    if (depth > maxDepth) throw new UnreadableSettings(lineOf(node), 'expressions are nested too deeply here.');
    for (const child of childrenOf(node)) waiting.push([child, isFirstOperand(child, node) ? depth : depth + 1]);
  }
}

/** Whether a child is the first operand in a chain (`a + b + c`, `a.b.c`): the tree nests it, but a loop parses it. */
function isFirstOperand(child: Node, parent: Node): boolean {
  const isOperand = ('receiver' in parent && parent.receiver === child) || ('left' in parent && parent.left === child);
  return isOperand && child.location.startOffset === parent.location.startOffset;
}

function lineFinder(bytes: Uint8Array): Program['lineOf'] {
  const ends = [...bytes.keys()].filter((index) => bytes[index] === 0x0a);
  return ({ location: { startOffset } }) => {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ends[middle] ?? 0) < startOffset) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  };
}
