import type { Location } from '@ruby/prism/src/deserialize.js';
import type { StatementsNode } from '@ruby/prism/src/nodes.js';
import { parsePrism } from '@ruby/prism/src/parsePrism.js';
import { UnreadableSettings } from '../unreadable.ts';
import { childrenOf, type Node } from './node.ts';

/** Syntax tree of a Ruby program, with access to the program's source. */
export interface Program {
  readonly statements: StatementsNode;
  /** The source text of a node. */
  textOf(node: Located): string;
  /** The line on which a node begins, from 1. */
  lineOf(node: Located): number;
}

/** A part of the source, by its location; the location's offsets are in bytes of UTF-8. */
export interface Located {
  readonly location: Location;
}

/**
 * Parses Ruby source code; nothing of it is run.
 * @param parserCode WebAssembly code of `@ruby/prism`. Each call creates a new instance, because a crash leaves the
 * memory of an instance broken.
 * @throws UnreadableSettings at the first syntax error, and for deep nesting. The message includes only the type of the
 * error: prism's own messages may quote the source, and so a secret.
 * @throws Error of any kind if the parser crashes.
 */
export function parse(source: string, parserCode: Uint8Array<ArrayBuffer>): Program {
  // The source is already decoded to a JavaScript string, so the parser must not decode it by the encoding that a magic
  // comment declares.
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

/**
 * Instantiates the parser without access to the host. The parser imports functions of WASI, but only `random_get` can
 * be called, and that function leaves the random seed at zero.
 */
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
 * Maximum depth of a syntax tree that can be trusted. The parser's 64 KiB stack suffices for about ninety levels of
 * nesting in the source, and each level is one or more levels of the tree. With deeper nesting, the stack overwrites
 * the parser's data without an error, so the tree may be wrong.
 */
const maxDepth = 80;

/** Asserts that the syntax tree is not so deep that the parser may have overflowed its stack. */
function assertShallow(root: Node, lineOf: Program['lineOf']): void {
  const waiting: (readonly [Node, number])[] = [[root, 0]];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [node, depth] = next;
    if (depth > maxDepth) throw new UnreadableSettings(lineOf(node), 'expressions are nested too deeply here.');
    for (const child of childrenOf(node)) waiting.push([child, isFirstOperand(child, node) ? depth : depth + 1]);
  }
}

/**
 * Whether a child is the first operand in a chain (`a + b + c`, `a.b.c`). Chains do not count as depth: the tree nests
 * their operands, but the parser reads them in a loop, without recursion.
 */
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
