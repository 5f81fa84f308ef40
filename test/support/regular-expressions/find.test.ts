import { describe, expect, test } from '@jest/globals';
import { findExpressions } from './find.ts';
import { superLinear } from './judge.ts';

const sources: Readonly<Record<string, string>> = {
  'lib/names.ts': "export const label = '[a-z]+';",
  'lib/a.ts': [
    "import { label } from './names.ts';",
    'const path = /^\\/(?:session)$/i;',
    'export function used(text: string, given: string): boolean {',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: source text
    '  return path.test(text) || new RegExp(`^${label}$`, "u").test(text) || RegExp(`${path.source}|x`).test(text)',
    '    || new RegExp(given).test(text) || text.replace(/[ \\t]+$/g, "") === "/not/g";',
    '}',
  ].join('\n'),
};
const read = (file: string): string => sources[file] ?? '';

test('finds literals and constructed expressions, with constants of this and of other modules', () => {
  expect(findExpressions('lib/a.ts', read)).toEqual([
    { file: 'lib/a.ts', line: 2, source: '^\\/(?:session)$', flags: 'i' },
    { file: 'lib/a.ts', line: 4, source: '^[a-z]+$', flags: 'u' },
    { file: 'lib/a.ts', line: 4, source: '^\\/(?:session)$|x', flags: '' },
    { file: 'lib/a.ts', line: 5, source: undefined, flags: '' },
    { file: 'lib/a.ts', line: 5, source: '[ \\t]+$', flags: 'g' },
  ]);
});

test('refuses text that is not TypeScript', () => {
  expect(() => findExpressions('lib/b.ts', () => 'const = ;')).toThrow('lib/b.ts');
});

describe('superLinear', () => {
  const judged = (source: string | undefined) => superLinear({ file: 'lib/a.ts', line: 1, source, flags: 'g' });

  test.each(['^[ \\t]+|[ \\t]+$', '^(a+)+$', 'Credential=([^/]+)\\/', undefined])('refuses %j', async (source) => {
    expect(await judged(source)).toContain('worst-case time');
  });

  test.each(['^[a-z]+$', 'Credential=([^/=]+)\\/', '^[!-~]{1,255}$'])('accepts %j', async (source) => {
    expect(await judged(source)).toBeUndefined();
  });
});
