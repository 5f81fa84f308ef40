import { type Html, html } from '../../base/html.ts';
import { favicon, mark } from './icons.ts';
import { style } from './style.ts';

/** A complete HTML document. */
export interface Page {
  readonly html: string;
}

/** Contents that `layout` surrounds with Postern's header and stylesheet. */
export interface PageLayout {
  /** Title of the page, for the browser's tab, history and screen readers. */
  readonly title: string;
  /** Content of the element `<main>`, including the page's only `<h1>`. */
  readonly main: Html;
  /** Kind of page, which selects its style. */
  readonly kind: 'sign-in' | 'problem' | 'account';
  /**
   * Whether the page posts forms. Under `Referrer-Policy: no-referrer`, browsers send `Origin: null` with a form (Fetch
   * standard, "append a request Origin header"). In browsers without Fetch Metadata, the form could then not be told
   * from a cross-site one. So a page with forms sets the policy `same-origin`, which reveals nothing to other sites
   * either.
   */
  readonly postsForms?: boolean;
  /** URL to which the browser is redirected at once, by `<meta http-equiv="refresh">`. */
  readonly goesOnTo?: string;
}

/** Creates a page with Postern's header and stylesheet. */
export function layout({ title, main, kind, postsForms = false, goesOnTo }: PageLayout): Page {
  const referrer = postsForms ? html`<meta name="referrer" content="same-origin">` : undefined;
  const refresh = goesOnTo && html`<meta http-equiv="refresh" content="0;url=${goesOnTo}">`;
  return documentOf({
    title,
    head: html`${referrer}${refresh}<link rel="icon" href="${favicon}">
<style>${style}</style>`,
    body: html`<body class="${kind}">
<header>${mark}Postern</header>
<main>
${main}
</main>
</body>`,
  });
}

/** Creates a complete HTML document from its title, body and further elements of `<head>`. */
export function documentOf({
  title,
  head,
  body,
}: {
  readonly title: string;
  readonly head?: Html;
  readonly body: Html;
}): Page {
  const document = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title} · Postern</title>
${head}
</head>
${body}
</html>
`;
  return { html: document.toString() };
}
