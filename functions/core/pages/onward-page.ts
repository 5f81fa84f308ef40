import { html } from '../base/html.ts';
import { layout, type Page } from './ui/layout.ts';

/** Where the browser is to go on to, and what people know that place as. */
export interface OnwardModel {
  readonly label: string;
  readonly href: string;
}

/** A page that does nothing but go on to another site. */
export function onwardPage({ label, href }: OnwardModel): Page {
  return layout({
    kind: 'problem',
    title: `Going on to ${label}`,
    goesOnTo: href,
    main: html`<h1>Going on to ${label}</h1>
<p><a class="button primary" href="${href}">Go on</a></p>`,
  });
}
