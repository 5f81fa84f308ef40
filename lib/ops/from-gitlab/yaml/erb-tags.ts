import { UnreadableSettings } from '../unreadable.ts';

/** Placeholder in the YAML text for the unknown value that an ERB tag (`<%= … %>`) outputs. */
export const erbValue = '<%template%>';

/**
 * Removes the tags of a Ruby template (ERB) from a YAML text; line numbers stay the same. A tag that outputs a value is
 * replaced by `erbValue`.
 * @throws UnreadableSettings for a tag that does not end on the line on which it begins.
 */
export function removeErbTags(source: string): string {
  return source
    .split('\n')
    .map((line, index) => {
      const plain = line.replace(/<%(=?)(?:[^%<]|%(?!>)|<(?!%))*%>/g, (_tag, output: string) =>
        output === '' ? '' : erbValue,
      );
      if (plain.replaceAll(erbValue, '').includes('<%')) {
        throw new UnreadableSettings(
          index + 1,
          'the template tag <% here does not end on its line: write its value instead.',
        );
      }
      return plain;
    })
    .join('\n');
}
