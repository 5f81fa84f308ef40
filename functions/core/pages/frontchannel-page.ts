import { html } from '../base/html.ts';
import type { Page } from './ui/layout.ts';

/**
 * The page that a provider's page loads out of sight when somebody signs out there. It says the same whatever came of
 * it, so that it tells nobody who is signed in, and holds nothing but text, so that there is nothing to press in a frame.
 */
export function frontchannelPage(): Page {
  const document = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>Sign-out elsewhere · Postern</title>
</head>
<body>
<main>
<h1>Sign-out elsewhere</h1>
<p>Other sites load this page out of sight when you sign out there. There is nothing to do here.</p>
</main>
</body>
</html>
`;
  return { html: document.toString() };
}
