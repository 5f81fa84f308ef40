import { type Html, html } from '../../../functions/core/base/html.ts';

/**
 * Markup from a trusted source, such as a library's form, which is inserted into a page without escaping. The deployed
 * functions have no such exception to escaping.
 */
export function trustedMarkup(markup: string): Html {
  return html(Object.assign([markup], { raw: [markup] }));
}
