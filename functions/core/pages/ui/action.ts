import { type Html, html } from './html.ts';

/** A button that changes something, with a form of its own: it works without JavaScript. */
export interface Action {
  /** Where the form is posted. */
  readonly href: string;
  readonly text: string;
  /** The whole of what it does, for screen readers, where many buttons say the same; begins with `text` (WCAG 2.5.3). */
  readonly name?: string;
  readonly icon?: Html;
  /** Whether the form stands for a DELETE. */
  readonly deletes?: boolean;
}

/** The form with its button. */
export function action({ href, text, name, icon, deletes = false }: Action): Html {
  const field = deletes ? html`<input type="hidden" name="_method" value="DELETE">` : undefined;
  const label = name === undefined ? undefined : html` aria-label="${name}"`;
  return html`<form method="post" action="${href}">${field}<button class="button"${label}>${icon}${text}</button></form>`;
}
