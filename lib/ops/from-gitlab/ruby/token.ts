/** A piece of Ruby source with the line it begins on (from 1). */
export type Token = {
  readonly line: number;
} /** A string, heredoc or symbol; `computed` where Ruby would work a part of it out. */ & (
  | { readonly kind: 'text'; readonly text: string; readonly computed: boolean }
  /** `%w[...]` and `%i[...]`. */
  | { readonly kind: 'words'; readonly words: readonly string[]; readonly computed: boolean }
  /** A hash's key with its colon: `name:` or `"name":`. */
  | { readonly kind: 'label'; readonly text: string }
  | { readonly kind: 'number' | 'word' | 'mark'; readonly text: string }
  /** The end of a line, or a semicolon. */
  | { readonly kind: 'newline' }
);

/** Whether a token is there and is this punctuation mark. */
export function isMark(token: Token | undefined, ...texts: readonly string[]): boolean {
  return token?.kind === 'mark' && texts.includes(token.text);
}
