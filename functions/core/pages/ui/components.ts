import { type Html, type HtmlValue, html } from '../../base/html.ts';
import { toneIcons } from './icons.ts';

/** A definition list (`<dl>`) of facts; those without a value are omitted. */
export function facts(entries: readonly (readonly [term: string, description: HtmlValue])[]): Html {
  const known = entries.filter(([, description]) => description !== undefined);
  return html`<dl>${known.map(
    ([term, description]) => html`
<div><dt>${term}</dt><dd>${description}</dd></div>`,
  )}
</dl>`;
}

/** A short label beside a text, for example "verified". */
export function tag(text: string): Html {
  return html`<span class="tag">${text}</span>`;
}

/**
 * Text from outside, such as a person's name. `<bdi>` isolates its writing direction from the rest of the page. Without
 * a text, the result is undefined.
 */
export function foreign(text: string | undefined): Html | undefined {
  return text === undefined ? undefined : html`<bdi>${text}</bdi>`;
}

/** Multi-line text from outside, such as a postal address, isolated by `<bdi>`. */
export function foreignLines(text: string | undefined): Html | undefined {
  return text === undefined ? undefined : html`<bdi class="lines">${text}</bdi>`;
}

/** A button that sends a state-changing request. It has a form of its own, so it works without JavaScript. */
interface Action {
  /** URL to which the form is posted. */
  readonly href: string;
  readonly text: string;
  /** Label for screen readers, if several buttons have the same text. It begins with `text` (WCAG 2.5.3). */
  readonly name?: string;
  readonly icon?: Html;
  /** Whether the form overrides its method with DELETE, by the field `_method`. */
  readonly deletes?: boolean;
}

/** The form that contains only the button. */
export function action({ href, text, name, icon, deletes = false }: Action): Html {
  const field = deletes ? html`<input type="hidden" name="_method" value="DELETE">` : undefined;
  const label = name === undefined ? undefined : html` aria-label="${name}"`;
  return html`<form method="post" action="${href}">${field}<button class="button"${label}>${icon}${text}</button></form>`;
}

/** A message at the top of a page: `alert` after a failure, `info` after a success. */
export interface Notice {
  readonly tone: 'info' | 'alert';
  readonly title: string;
  readonly text: string;
}

/** The box that shows a notice. */
export function noticeBox({ tone, title, text }: Notice): Html {
  return html`<div class="notice ${tone}" role="${tone === 'alert' ? 'alert' : 'status'}">
${tone === 'alert' ? toneIcons.alert : toneIcons.done}<p class="title">${title}</p>
<p>${text}</p>
</div>`;
}
