import type { StatementsNode } from '@ruby/prism/src/nodes.js';

/** Any node of the syntax tree that Ruby's parser returns. */
export type Node = StatementsNode['body'][number];

/**
 * The child nodes of a node. The method `compactChildNodes` of prism 1.9.0 is not used, because it leaves out children
 * in lists, such as `when` conditions.
 */
export function childrenOf(node: Node): readonly Node[] {
  return node.childNodes().filter((child) => child !== null && child !== undefined);
}

/** A node and all nodes below it in the syntax tree, in the order of the source. */
export function* descendants(node: Node): Generator<Node> {
  const waiting = [node];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    yield next;
    for (const child of childrenOf(next).toReversed()) waiting.push(child);
  }
}
