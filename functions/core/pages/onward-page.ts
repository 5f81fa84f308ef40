import { html } from '../base/html.ts';
import { layout, type Page } from './ui/layout.ts';

/** Target of the onward page, and its label for people. */
export interface OnwardModel {
  readonly label: string;
  readonly href: string;
}

/** A page that only forwards the browser to another site. */
export function onwardPage({ label, href }: OnwardModel): Page {
  return layout({
    kind: 'problem',
    title: `Going on to ${label}`,
    goesOnTo: href,
    main: html`<h1>Going on to ${label}</h1>
<p><a class="button primary" href="${href}">Go on</a></p>`,
  });
}
