import { type Html, type HtmlValue, html } from './html.ts';

/** A definition list; facts that are not known are left out. */
export function facts(entries: readonly (readonly [term: string, description: HtmlValue])[]): Html {
  const known = entries.filter(([, description]) => description !== undefined);
  return html`<dl>${known.map(
    ([term, description]) => html`
<div><dt>${term}</dt><dd>${description}</dd></div>`,
  )}
</dl>`;
}

/** A word or two beside what they say something of. */
export function tag(text: string): Html {
  return html`<span class="tag">${text}</span>`;
}

/** Words of other people, which must not turn the direction of ours; nothing where there are none. */
export function foreign(text: string | undefined): Html | undefined {
  return text === undefined ? undefined : html`<bdi>${text}</bdi>`;
}

/** The same where line feeds stand between lines. */
export function foreignLines(text: string | undefined): Html | undefined {
  return text === undefined ? undefined : html`<bdi class="lines">${text}</bdi>`;
}
