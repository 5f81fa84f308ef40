import { html } from './html.ts';
import { layout, type Page } from './layout.ts';

/** Where the browser is to go on to, and whose place that is. */
export interface OnwardModel {
  readonly providerLabel: string;
  readonly href: string;
}

/** A page that does nothing but go on to a provider. */
export function onwardPage({ providerLabel, href }: OnwardModel): Page {
  return layout({
    kind: 'problem',
    title: `Going on to ${providerLabel}`,
    goesOnTo: href,
    main: html`<h1>Going on to ${providerLabel}</h1>
<p><a class="button primary" href="${href}">Go on</a></p>`,
  });
}
