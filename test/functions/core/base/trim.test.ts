import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { trimSpacesAndTabs } from '../../../../functions/core/base/trim.ts';

test.each([
  ['', ''],
  [' \t ', ''],
  [' \ta \t b\t ', 'a \t b'],
  ['\u00a0a\n', '\u00a0a\n'],
])('%j becomes %j', (text, trimmed) => expect(trimSpacesAndTabs(text)).toBe(trimmed));

test('trims what the regular expression trims whose time is quadratic', () => {
  const spaced = fc.string({ unit: fc.constantFrom(' ', '\t', 'a', '=', '\n', '\u00a0', '\v') });
  fc.assert(
    fc.property(spaced, (text) => {
      expect(trimSpacesAndTabs(text)).toBe(text.replace(/^[ \t]+|[ \t]+$/g, ''));
    }),
  );
});
