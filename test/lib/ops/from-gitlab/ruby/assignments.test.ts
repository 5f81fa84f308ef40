import { describe, expect, test } from '@jest/globals';
import { isRuby } from '../../../../../lib/ops/from-gitlab/ruby/is-ruby.ts';
import { UnreadableSettings } from '../../../../../lib/ops/from-gitlab/unreadable.ts';
import { plain, readRuby } from '../support.ts';

const read = (literal: string) => plain(readRuby(`gitlab_rails['x'] = ${literal}\n`).settings.get('x')?.value);
const linesOf = (source: string) =>
  [...readRuby(source).settings.values()].map(({ name, value }) => `${name} ${value.line}`);
const byRuby = { unknown: expect.stringMatching(/^Only Ruby can work this value out/) };

describe('literals', () => {
  test.each([
    ["'a \\' b \\n \\\\ #{c}'", "a ' b \\n \\ #{c}"],
    ['"a \\" b \\n \\\\ \\u00e9 \\u{1F600 21} \\x41 \\101 \\s| \\#{c} \\q"', 'a " b \n \\ é 😀! A A  | #{c} q'],
    ['"one \\\n  line"', 'one   line'],
    [':symbol', 'symbol'],
    [':"a symbol"', 'a symbol'],
    ['-1_000', -1000],
    ['1.5e3', 1500],
    ['true', true],
    ['false # not true', false],
    ['nil', null],
    ['%w[a b\n c]', ['a', 'b', 'c']],
    ['%i(a b)', ['a', 'b']],
    ['%q(a (b) \\) c)', 'a (b) ) c'],
    ['%(a "b")', 'a "b"'],
    ['%Q|a|', 'a'],
    ['[]', []],
    ['{}', {}],
    ["[1, 'a', [:b,],\n # so\n nil,]", [1, 'a', ['b'], null]],
    [
      `{ a: 1, "b" => 2, :c => 3, 'd': 4, "e f": 5, 6 => { g: [] }, }`,
      { a: 1, b: 2, c: 3, d: 4, 'e f': 5, 6: { g: [] } },
    ],
    ['{ a: 1, a: 2 }', { a: 2 }],
    ["<<~EOS\n    a\n      b\n\n    'c\n  EOS", "a\n  b\n\n'c\n"],
    ["<<-'EOS'\n  a \\n #{b}\n  EOS", '  a \\n #{b}\n'],
    ['[<<A, <<B]\nof a\nA\nof b\nB', ['of a\n', 'of b\n']],
    ['\n\n  1', 1],
  ])('%s', (literal, value) => {
    expect(read(literal)).toEqual(value);
  });

  test.each([
    "ENV['X']",
    "ENV['X'] || 'y'",
    "File.read('/x')",
    "'a' + 'b'",
    "'a'.freeze",
    "'a'\n  .freeze",
    "'a' 'b'",
    "'a', 'b'",
    '"a #{b}"',
    '"a #{"b #{c} }"}"',
    '`id`',
    '%W[a #{b}]',
    '<<EOS\na #{b}\nEOS',
    'true if x',
    'if x then 1 else 2 end',
    '15.minutes',
    "('a')",
    '->(x) { x }',
    'YAML.load(<<-EOS)\na: 1\nEOS',
    '%i[a] + [:b]',
    '0x1f',
    '/a/',
  ])('%s is unknown', (literal) => {
    expect(read(literal)).toEqual(byRuby);
  });

  test('literals beside unknown values are read', () => {
    const literal = `{ a: [1, ENV.fetch('X', [2, 3]), 4], **more, b: f(c: { d: 5 }) { |e| e }, g: 6, h:, i: 7 }`;
    expect(read(literal)).toEqual({ a: [1, byRuby, 4], '…': byRuby, b: byRuby, g: 6, h: byRuby, i: 7 });
  });

  test('the reason shows no word that may be a secret', () => {
    expect(read('s3cret_without_quotes')).toEqual({
      unknown: 'Only Ruby can work this value out: fill it in by hand.',
    });
    expect(read("ENV['s3cret']")).toEqual({
      unknown: 'Only Ruby can work this value out (ENV): fill it in by hand.',
    });
  });

  test.each(['__proto__', 'constructor', 'toString'])('%s is a key like any other', (key) => {
    const entries = readRuby(`gitlab_rails['${key}'] = { '${key}' => { a: 1 } }`).settings.get(key)?.value;
    expect(entries?.kind === 'map' && plain(entries.entries.get(key))).toEqual({ a: 1 });
    expect(({} as Record<string, unknown>)['a']).toBeUndefined();
  });
});

describe('statements', () => {
  test('only assignments are read, with their lines', () => {
    const source = `# gitlab_rails['comment'] = 1
=begin
gitlab_rails['block comment'] = 1
=end
nginx['x'] = "it isn't
gitlab_rails['text'] = 1"
puts /it's/ if a / b
gitlab_rails['one'] = 1; gitlab_rails["two"] = [
  2
]
nginx['y'] = <<EOS + 'more'
gitlab_rails['heredoc'] = 'unclosed
EOS
gitlab_rails[:three] = 3
gitlab_rails['three'] =
  33
gitlab_rails[key] = 4
__END__
gitlab_rails['end'] = 1`;
    expect(linesOf(source)).toEqual(['one 8', 'two 8', 'three 16']);
  });

  test.each([
    "gitlab_rails['x'] << 1",
    "gitlab_rails['x'] ||= 1",
    "gitlab_rails['x']['y'] = 1",
    "gitlab_rails['x'].push(1)",
  ])('a setting is unknown after %s', (statement) => {
    const { settings } = readRuby(`gitlab_rails['x'] = []\n${statement}`);
    expect(settings.get('x')?.value).toMatchObject({ kind: 'unknown', line: 2 });
  });

  test.each(['if a', 'unless a', 'case b\nwhen 1', 'x.each do |y|', 'while a do', 'begin', 'x = if a', 'def f'])(
    'a setting inside the block of %s is unknown, one after its end is read',
    (start) => {
      const { settings } = readRuby(`${start}\n  gitlab_rails['in'] = 1\nend\ngitlab_rails['after'] = 1`);
      expect(settings.get('in')?.value.kind).toBe('unknown');
      expect(settings.get('after')?.value.kind).toBe('number');
    },
  );

  test.each(['a = 1 if b', "c['end'] = { if: 1, end: 2 }", 'd.end', 'e { |f| f }', 'g.do'])(
    '%s opens no block',
    (line) => {
      expect(read(`1\n${line}\ngitlab_rails['x'] = 2`)).toBe(2);
    },
  );

  test("GitLab's own URL", () => {
    expect(readRuby("external_url 'https://git.example.com'").externalUrl).toBe('https://git.example.com');
    expect(readRuby('external_url("https://#{host}")').externalUrl).toBeUndefined();
  });
});

describe('text that is not Ruby is refused with its line, and without quoting it', () => {
  test.each([
    ["\ngitlab_rails['x'] = 'a\n\n", 2, 'string literal eof'],
    ['\n\nx = %w[a', 3, 'list w lower term'],
    ['x = <<~EOS\na', 1, 'heredoc term'],
    ['\n=begin\nx', 2, 'embdoc term'],
    ['x = "#{a', 1, 'unexpected token close context'],
    ['x = [\n{', 2, 'hash term'],
    ['x = [\n}', 1, 'array expression'],
    ['\n)', 2, 'unexpected token ignore'],
    ['\nx = "\\u{110000}"', 2, 'escape invalid unicode'],
  ])('%.40j', (source, line, type) => {
    expect(() => readRuby(source)).toThrow(new UnreadableSettings(line, `this cannot be read as Ruby (${type}).`));
  });

  test.each([
    ['[', ']'],
    ['"#{', '}"'],
    ['f(', ')'],
    ['{ a: ', '}'],
    ['not ', ''],
    ['if a\n', '\nend'],
  ])('%j nested so deeply that the parser overflows its stack, whether that crashes it or not', (open, close) => {
    for (const depth of [90, 150, 250, 10_000]) {
      expect(() => readRuby(`x = ${open.repeat(depth)}1${close.repeat(depth)}`)).toThrow();
    }
  });

  test('a long chain is not nested', () => {
    const chain = `x = 'a'${" +\n 'b'.c".repeat(500)}\ngitlab_rails['x'] = 1`;
    expect(readRuby(chain).settings.size).toBe(1);
  });

  test('values are nested at most 50 levels', () => {
    const nested = (depth: number) => `\ngitlab_rails['x'] = ${'['.repeat(depth)}${']'.repeat(depth)}`;
    expect(readRuby(nested(50)).settings.size).toBe(1);
    expect(() => readRuby(nested(51))).toThrow(new UnreadableSettings(2, 'values are nested too deeply here.'));
  });
});

test('a gitlab.rb is distinguished from YAML by its settings', () => {
  expect(isRuby("# a\n  gitlab_rails['x'] = 1")).toBe(true);
  expect(isRuby("external_url 'https://a'")).toBe(true);
  expect(isRuby('external_url: https://a\n# gitlab_rails[')).toBe(false);
});
