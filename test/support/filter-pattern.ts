/** A line of the log, as JSON. */
export type Line = Readonly<Record<string, unknown>>;

/** Whether a line counts. */
export type LineFilter = (line: Line) => boolean;

/** What a pattern is made of: a selector of a member, a text in quotes, an operator, or a parenthesis. */
const token = /\s*(\$\.[\w-]+|"[\w .]*"|&&|\|\||=|\(|\))/y;

/**
 * Compiles a filter pattern for JSON log events, as far as comparisons of texts go (CloudWatch Logs User Guide: "Filter
 * pattern syntax"): `&&` binds more than `||`, and a member that is not there is equal to nothing.
 * @throws Error for what is no such pattern.
 */
export function compileFilterPattern(pattern: string): LineFilter {
  const [, body] = /^\{ (.*) \}$/.exec(pattern) ?? [];
  if (body === undefined) throw new Error(`${pattern} does not stand in braces`);
  const tokens = tokensOf(body);
  const filter = either(tokens);
  if (tokens.length > 0) throw new Error(`${pattern} goes on with ${tokens.join(' ')}`);
  return filter;
}

function tokensOf(body: string): string[] {
  const tokens: string[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < body.length) {
    const from = token.lastIndex;
    const [, found] = token.exec(body) ?? [];
    if (found === undefined) throw new Error(`${body.slice(from)} is no part of a pattern`);
    tokens.push(found);
  }
  return tokens;
}

function either(tokens: string[]): LineFilter {
  const filters = [both(tokens)];
  while (tokens[0] === '||') {
    tokens.shift();
    filters.push(both(tokens));
  }
  return (line) => filters.some((filter) => filter(line));
}

function both(tokens: string[]): LineFilter {
  const filters = [condition(tokens)];
  while (tokens[0] === '&&') {
    tokens.shift();
    filters.push(condition(tokens));
  }
  return (line) => filters.every((filter) => filter(line));
}

function condition(tokens: string[]): LineFilter {
  const first = tokens.shift() ?? 'nothing';
  if (first === '(') {
    const filter = either(tokens);
    if (tokens.shift() !== ')') throw new Error('a parenthesis is not closed');
    return filter;
  }
  const [operator, text = ''] = tokens.splice(0, 2);
  const isComparison = first.startsWith('$.') && operator === '=' && text.startsWith('"');
  if (!isComparison) throw new Error(`${first} ${operator} ${text} is no comparison`);
  return (line) => line[first.slice(2)] === text.slice(1, -1);
}
