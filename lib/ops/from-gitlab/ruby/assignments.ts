import {
  CallNode,
  IndexAndWriteNode,
  IndexOperatorWriteNode,
  IndexOrWriteNode,
  IndexTargetNode,
  StatementsNode,
} from '@ruby/prism/src/nodes.js';
import type { GitLabSettings, NamedSetting, Setting } from '../setting.ts';
import { computedBy, literalText, readLiteral } from './literal.ts';
import { descendants, type Node } from './node.ts';
import { type Program, parse } from './parse.ts';

type Named = readonly [name: string, value: Setting];

/**
 * Reads the settings that a Ruby program assigns as `gitlab_rails['key'] = value`. If a key is assigned twice, the last
 * value counts. A value that depends on running the program is `unknown`. Other statements are ignored.
 * @param parserCode WebAssembly code of Ruby's parser.
 * @throws UnreadableSettings if the text is not Ruby.
 * @throws Error of any kind if the parser crashes.
 */
export function readAssignments(source: string, parserCode: Uint8Array<ArrayBuffer>): GitLabSettings {
  const program = parse(source, parserCode);
  const settings = new Map<string, NamedSetting>();
  let externalUrl: string | undefined;
  for (const statement of program.statements.body) {
    externalUrl = readExternalUrl(statement) ?? externalUrl;
    const named = [...nestedSettings(statement, program), ...ownSetting(statement, program)];
    for (const [name, value] of named) settings.set(name, { name, value });
  }
  return { settings, ...(externalUrl === undefined ? {} : { externalUrl }) };
}

function readExternalUrl(statement: Node): string | undefined {
  const assigned = statement instanceof CallNode && statement.name === 'external_url';
  return assigned ? literalText(statement.arguments_?.arguments_[0]) : undefined;
}

/** The setting that a statement assigns, or changes in another way, such as with `push`. */
function ownSetting(statement: Node, program: Program): readonly Named[] {
  const name = changedSetting(statement);
  if (name === undefined) return [];
  if (statement instanceof CallNode && statement.name === '[]=' && settingName(statement) !== undefined) {
    const [, value, ...more] = statement.arguments_?.arguments_ ?? [];
    if (value !== undefined && more.length === 0) return [[name, readLiteral(value, program)]];
  }
  const why = 'It is modified here instead of assigned, which only Ruby can evaluate.';
  return [[name, { kind: 'unknown', why, line: program.lineOf(statement) }]];
}

/**
 * Settings that are assigned or changed inside a block, a condition or any other part of a statement. Only running the
 * program tells their values, so they are `unknown`.
 */
function nestedSettings(statement: Node, program: Program): readonly Named[] {
  const found: (readonly [name: string, line: number])[] = [];
  const visit = (node: Node, name = settingName(node)) => {
    if (name !== undefined) found.push([name, program.lineOf(node)]);
  };
  for (const node of descendants(statement)) {
    if (node !== statement && !(node instanceof CallNode && node.name === '[]')) visit(node);
    if (node instanceof StatementsNode) for (const inner of node.body) visit(inner, changedSetting(inner));
  }
  if (found.length === 0) return [];
  const why = `Only Ruby can work this value out${computedBy(statement)}, since it is set inside a block or another statement: fill it in by hand.`;
  return found.map(([name, line]) => [name, { kind: 'unknown', why, line }]);
}

/** Name of the setting with which a statement begins, as in `gitlab_rails['key'].push(1)`. */
function changedSetting(statement: Node): string | undefined {
  let node: Node | null = statement;
  while (node !== null) {
    const name = settingName(node);
    if (name !== undefined) return name;
    node = 'receiver' in node ? node.receiver : null;
  }
  return undefined;
}

/** The setting's name, if the node is `gitlab_rails['key']`, read or assigned. */
function settingName(node: Node): string | undefined {
  if (!isIndex(node)) return undefined;
  const { receiver } = node;
  const ofGitLab = receiver instanceof CallNode && receiver.name === 'gitlab_rails' && receiver.receiver === null;
  return ofGitLab ? literalText(node.arguments_?.arguments_[0]) : undefined;
}

/** Types of syntax node for an expression like `gitlab_rails['key']`, as a value or as the target of an assignment. */
type Index = CallNode | IndexAndWriteNode | IndexOperatorWriteNode | IndexOrWriteNode | IndexTargetNode;

function isIndex(node: Node): node is Index {
  return (
    (node instanceof CallNode && ['[]', '[]='].includes(node.name)) ||
    node instanceof IndexAndWriteNode ||
    node instanceof IndexOperatorWriteNode ||
    node instanceof IndexOrWriteNode ||
    node instanceof IndexTargetNode
  );
}
