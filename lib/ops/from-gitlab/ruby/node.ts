import type { StatementsNode } from '@ruby/prism/src/nodes.js';

/** Any node of the syntax tree. */
export type Node = StatementsNode['body'][number];

/** The nodes directly below a node. prism 1.9.0's own `compactChildNodes` leaves out lists, such as `when` conditions. */
export function childrenOf(node: Node): readonly Node[] {
  return node.childNodes().filter((child) => child !== null && child !== undefined);
}

/** A node and all nodes below it, in the source's order. */
export function* descendants(node: Node): Generator<Node> {
  const waiting = [node];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    yield next;
    for (const child of childrenOf(next).toReversed()) waiting.push(child);
  }
}
