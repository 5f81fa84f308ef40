import { limits } from '../setting.ts';
import { UnreadableSettings } from '../unreadable.ts';
import { Lexer } from './lexer.ts';
import { closing } from './quoted.ts';
import { isMark, type Token } from './token.ts';

/** A statement's tokens; there is at least one. */
export interface Statement {
  readonly tokens: readonly Token[];
  /** Whether it stands inside a block (`if`, `do`…), so that Ruby decides whether it counts. */
  readonly inBlock: boolean;
}

/**
 * Splits Ruby source into statements: at the ends of lines, but for those inside brackets and those that go on.
 * @throws UnreadableSettings for texts that never end and brackets that don't match.
 */
export function* statements(source: string): Generator<Statement> {
  let blocks = 0;
  for (const tokens of split(allTokens(source))) {
    const change = blockChange(tokens);
    yield { tokens, inBlock: blocks > 0 || change > 0 };
    blocks = Math.max(0, blocks + change);
  }
}

function allTokens(source: string): readonly Token[] {
  const lexer = new Lexer(source);
  const tokens: Token[] = [];
  for (let token = lexer.next(); token !== undefined; token = lexer.next()) tokens.push(token);
  return tokens;
}

function* split(tokens: readonly Token[]): Generator<readonly Token[]> {
  let statement: Token[] = [];
  const open: { readonly text: string; readonly line: number }[] = [];
  for (const [index, token] of tokens.entries()) {
    if (token.kind === 'mark') trackBracket(token, open);
    const ends = token.kind === 'newline' && open.length === 0 && !goesOn(statement.at(-1), tokens[index + 1]);
    if (!ends && !(token.kind === 'newline' && open.length === 0)) statement.push(token);
    if (ends && statement.length > 0) yield statement;
    if (ends) statement = [];
  }
  const unclosed = open.at(-1);
  if (unclosed !== undefined) throw new UnreadableSettings(unclosed.line, `the ${unclosed.text} here is never closed.`);
  if (statement.length > 0) yield statement;
}

function trackBracket(token: Token & { readonly text: string }, open: { text: string; line: number }[]): void {
  const { text, line } = token;
  if (isMark(token, '(', '[', '{')) {
    open.push({ text, line });
    if (open.length > limits.depth) throw new UnreadableSettings(line, 'brackets are nested too deeply here.');
  } else if (isMark(token, ')', ']', '}')) {
    const last = open.pop();
    if (last === undefined) throw new UnreadableSettings(line, `the ${text} here closes nothing.`);
    if (closing(last.text) !== text) {
      throw new UnreadableSettings(line, `the ${text} here does not close the ${last.text} of line ${last.line}.`);
    }
  }
}

/** Whether a line's end does not end the statement: it ends in an operator, or the next one begins with a dot. */
function goesOn(last: Token | undefined, next: Token | undefined): boolean {
  const operator = last?.kind === 'mark' && !isMark(last, ')', ']', '}', '|', '?', '!') && !last.text.startsWith('/');
  return operator || isMark(next, '.', '&.');
}

const blockWords = ['begin', 'case', 'class', 'def', 'do', 'for', 'module'];
/** Words that begin a block where a statement or a value begins, and else say when what stands before them counts. */
const conditions = ['if', 'unless', 'until', 'while'];
/** Words whose block may have a `do` of its own. */
const loops = ['for', 'until', 'while'];

/** How many more blocks are open behind a statement than before it. */
function blockChange(tokens: readonly Token[]): number {
  const words = tokens.flatMap((token, index) => {
    const before = tokens[index - 1];
    if (token.kind !== 'word' || isMark(before, '.', '&.', '::')) return [];
    const begins = before === undefined || before.kind === 'newline' || isMark(before, '=', '(', '[', ',', '=>', '||=');
    return begins || !conditions.includes(token.text) ? [token.text] : [];
  });
  const opened = words.filter((word) => blockWords.includes(word) || conditions.includes(word)).length;
  const ended = words.filter((word) => word === 'end').length;
  const ownDo = words.some((word) => loops.includes(word)) && words.includes('do') ? 1 : 0;
  return opened - ended - ownDo;
}
