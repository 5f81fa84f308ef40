import { UnreadableSettings } from '../unreadable.ts';

/** What stands in the place of a value that a template tag would have given. */
export const erbValue = '<%template%>';

/**
 * Takes the tags of a Ruby template (ERB) out of a YAML text, on their own lines: a tag that gives a value leaves
 * `templateValue`, any other nothing.
 * @throws UnreadableSettings for a tag that goes over several lines, or never ends.
 */
export function removeErbTags(source: string): string {
  return source
    .split('\n')
    .map((line, index) => {
      const plain = line.replace(/<%(=?)(?:[^%<]|%(?!>)|<(?!%))*%>/g, (_tag, gives: string) =>
        gives === '' ? '' : erbValue,
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
