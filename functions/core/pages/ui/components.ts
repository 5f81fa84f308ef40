import { type Html, type HtmlValue, html } from '../../base/html.ts';
import { toneIcons } from './icons.ts';

/** A definition list; unknown facts are omitted. */
export function facts(entries: readonly (readonly [term: string, description: HtmlValue])[]): Html {
  const known = entries.filter(([, description]) => description !== undefined);
  return html`<dl>${known.map(
    ([term, description]) => html`
<div><dt>${term}</dt><dd>${description}</dd></div>`,
  )}
</dl>`;
}

/** A short label beside a text. */
export function tag(text: string): Html {
  return html`<span class="tag">${text}</span>`;
}

/** Text from outside, whose writing direction must not affect ours (`bdi`); nothing if undefined. */
export function foreign(text: string | undefined): Html | undefined {
  return text === undefined ? undefined : html`<bdi>${text}</bdi>`;
}

/** Multi-line text from outside. */
export function foreignLines(text: string | undefined): Html | undefined {
  return text === undefined ? undefined : html`<bdi class="lines">${text}</bdi>`;
}

/** A button that changes state. It has its own form, so it works without JavaScript. */
interface Action {
  /** Target of the form. */
  readonly href: string;
  readonly text: string;
  /** Full label for screen readers, if several buttons have the same text; begins with `text` (WCAG 2.5.3). */
  readonly name?: string;
  readonly icon?: Html;
  /** Whether the form overrides its method with DELETE. */
  readonly deletes?: boolean;
}

/** The form with its button. */
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

/** The box of a notice. */
export function noticeBox({ tone, title, text }: Notice): Html {
  return html`<div class="notice ${tone}" role="${tone === 'alert' ? 'alert' : 'status'}">
${tone === 'alert' ? toneIcons.alert : toneIcons.done}<p class="title">${title}</p>
<p>${text}</p>
</div>`;
}
