import { type Html, html } from '../../../functions/core/base/html.ts';

/** Markup from a trusted source, such as a library's form, unescaped. The functions have no such way past escaping. */
export function trustedMarkup(markup: string): Html {
  return html(Object.assign([markup], { raw: [markup] }));
}
