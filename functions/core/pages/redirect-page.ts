import { html } from '../base/html.ts';
import { layout, type Page } from './ui/layout.ts';

/** URL to which the redirect page leads, and the label by which the page names that site. */
export interface RedirectModel {
  readonly label: string;
  readonly href: string;
}

/** A page that redirects the browser to another site at once, by `<meta http-equiv="refresh">`. */
export function redirectPage({ label, href }: RedirectModel): Page {
  return layout({
    kind: 'problem',
    title: `Going on to ${label}`,
    goesOnTo: href,
    main: html`<h1>Going on to ${label}</h1>
<p><a class="button primary" href="${href}">Go on</a></p>`,
  });
}
