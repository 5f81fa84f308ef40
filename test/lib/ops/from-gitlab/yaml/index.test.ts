import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { UnreadableSettings } from '../../../../../lib/ops/from-gitlab/unreadable.ts';
import { readYaml } from '../../../../../lib/ops/from-gitlab/yaml/index.ts';
import { runs } from '../../../../support/fuzz/runs.ts';
import { plain } from '../support.ts';

const read = (yaml: string) => plain(readYaml(`omniauth:\n  x: ${yaml}\n`).settings.get('omniauth_x')?.value);
const byTemplate = { unknown: expect.stringContaining('Ruby template') };

describe('values', () => {
  test.each([
    ['text', 'text'],
    ["'yes'", 'yes'],
    ['"a\\tb"', 'a\tb'],
    ['yes', true],
    ['Off', false],
    ['~', null],
    ['', null],
    ['-12', -12],
    ['[a, {b: c}]', ['a', { b: 'c' }]],
    ['|\n    two\n    lines', 'two\nlines\n'],
    ["<%= ENV['X'] %>", byTemplate],
    ['"https://<%= host %>/"', byTemplate],
    ['[a, <%- x -%>]', ['a']],
    ['{a: <%= %w[b c] %>}', { a: byTemplate }],
    ['[&a [1], *a]', [[1], [1]]],
    ['{<<: [{a: 1, b: 1}, {b: 2, c: 2}], c: 3}', { a: 1, b: 1, c: 3 }],
    ['{__proto__: {a: 1}}', JSON.parse('{"__proto__": {"a": 1}}')],
  ])('%s', (yaml, value) => {
    expect(read(yaml)).toEqual(value);
  });

  test('a number keeps its digits as written', () => {
    const { settings } = readYaml('omniauth: {x: 012345678901234567890}');
    expect(settings.get('omniauth_x')?.value).toEqual({ kind: 'number', text: '012345678901234567890', line: 1 });
  });
});

describe('paths of the sections', () => {
  test.each([
    [
      'production:\n  omniauth: {auto_link_user: 1}\nomniauth: {auto_link_user: 2}',
      'production.omniauth.auto_link_user',
      2,
    ],
    ['a: &a\n  omniauth: {auto_link_user: 1}\nproduction:\n  <<: *a', 'production.omniauth.auto_link_user', 2],
    ['global:\n  appConfig:\n    omniauth:\n      autoLinkUser: 1', 'global.appConfig.omniauth.autoLinkUser', 4],
    ['appConfig: {omniauth: {autoLinkUser: 1}}', 'appConfig.omniauth.autoLinkUser', 1],
  ])('%s', (source, name, line) => {
    const setting = readYaml(source).settings.get('omniauth_auto_link_user');
    expect(setting).toEqual({ name, value: { kind: 'number', text: '1', line } });
  });

  test.each(['', 'omniauth', '- omniauth: {a: 1}', 'omniauth: [a]', 'test: {omniauth: {a: 1}}'])(
    '%j has no settings',
    (source) => {
      expect(readYaml(source).settings.size).toBe(0);
    },
  );
});

describe('text that is not YAML is refused with its line', () => {
  const deep = (open: string) => `a: 1\nb: ${open.repeat(100)}`;
  test.each([
    ['an open list', 'a: 1\nb: [c\n', 3, 'this is not YAML.'],
    ['a key twice', 'a: 1\na: 2\n', 2, 'this is not YAML.'],
    ['an alias without anchor', 'a: 1\nb: *c', 2, 'there is no anchor &c above for the alias *c.'],
    ['an alias inside its anchor', 'a: &a\n  b: *a', 2, 'values are nested too deeply, or repeated too often, here.'],
    [
      'a tag over two lines',
      'a: <%= b\n%>',
      1,
      'the template tag <% here does not end on its line: write its value instead.',
    ],
    ['depth', `${deep('[')}${']'.repeat(100)}`, 2, 'values are nested too deeply, or repeated too often, here.'],
    ['depth beyond the stack', '['.repeat(100_000), 1, 'values are nested too deeply here.'],
  ])('%s', (_name, source, line, sentence) => {
    expect(() => readYaml(source)).toThrow(
      expect.objectContaining({ name: 'UnreadableSettings', message: `Line ${line}: ${sentence}` }),
    );
  });

  test('expansion of aliases is bounded', () => {
    const levels = Array.from({ length: 30 }, (_, index) => `a${index + 1}: &a${index + 1} [*a${index}, *a${index}]`);
    expect(() => readYaml(['a0: &a0 [x]', ...levels].join('\n'))).toThrow(/repeated too often, here\.$/);
  });
});

describe('properties', () => {
  test('values that the yaml package writes are read back', () => {
    const json = fc.jsonValue({ noUnicodeString: false }).filter((value) => !JSON.stringify(value).includes('<%'));
    fc.assert(
      fc.property(
        json,
        fc.constantFrom('PLAIN', 'QUOTE_SINGLE', 'QUOTE_DOUBLE', 'BLOCK_LITERAL'),
        (x, defaultStringType) => {
          const { settings } = readYaml(
            stringify({ omniauth: { x } }, { defaultStringType, aliasDuplicateObjects: false }),
          );
          // A zero has no sign in JSON.
          const asJson = (value: unknown) => JSON.parse(JSON.stringify(value));
          expect(asJson(plain(settings.get('omniauth_x')?.value))).toEqual(asJson(x));
        },
      ),
    );
  });

  test('any text is read, or refused with UnreadableSettings', () => {
    const pieces = [
      'omniauth:',
      '\n  ',
      '- ',
      '[',
      ']',
      '{',
      '}',
      ': ',
      ', ',
      '&a ',
      '*a',
      '<<: ',
      '<%',
      '%>',
      '"',
      "'",
      '|',
      '>',
      '#',
      '!!',
      '---\n',
      '%',
      '\t',
      '? ',
    ];
    const source = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.constantFrom(...pieces)).map((some) => some.join('')),
    );
    fc.assert(
      fc.property(source, (text) => {
        try {
          expect(readYaml(text).settings).toBeInstanceOf(Map);
        } catch (error) {
          expect(error).toBeInstanceOf(UnreadableSettings);
        }
      }),
      { numRuns: runs(2000) },
    );
  });

  test.each(['[a, ', '*a, ', '- ', '{a: ', '<% '])('half a megabyte of %j is refused in time', (piece) => {
    const started = process.cpuUsage();
    expect(() => readYaml(`a: &a 1\nb: [${piece.repeat(500_000 / piece.length)}`)).toThrow(UnreadableSettings);
    expect(process.cpuUsage(started).user / 1_000).toBeLessThan(10_000);
  });
});
