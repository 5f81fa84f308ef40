/**
 * Characters that can forge terminal output: control characters, line separators and bidirectional formatting
 * characters.
 */
const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\u{202a}-\u{202e}\u{2066}-\u{2069}]/gu;

/**
 * Escapes untrusted text against terminal injection: each unprintable character is replaced by a visible escape such as
 * `\u001b`.
 */
export function printable(text: string): string {
  return text.replace(unprintable, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
