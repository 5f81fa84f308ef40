import { html } from '../base/html.ts';
import { layout, type Page } from './ui/layout.ts';

/** Target of the redirect page, and its label for people. */
export interface RedirectModel {
  readonly label: string;
  readonly href: string;
}

/** A page that only forwards the browser to another site. */
export function redirectPage({ label, href }: RedirectModel): Page {
  return layout({
    kind: 'problem',
    title: `Going on to ${label}`,
    goesOnTo: href,
    main: html`<h1>Going on to ${label}</h1>
<p><a class="button primary" href="${href}">Go on</a></p>`,
  });
}
