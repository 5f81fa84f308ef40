import { html } from '../base/html.ts';
import { documentOf, type Page } from './ui/layout.ts';

/**
 * The page that a provider loads in a hidden frame when somebody signs out at the provider (front-channel logout). It
 * is the same whatever the outcome, so it does not reveal who is signed in. It contains only text: a hostile page that
 * frames it cannot trick anybody into clicking a button (clickjacking).
 */
export function frontchannelPage(): Page {
  return documentOf({
    title: 'Sign-out elsewhere',
    body: html`<body>
<main>
<h1>Sign-out elsewhere</h1>
<p>Other sites load this page out of sight when you sign out there. There is nothing to do here.</p>
</main>
</body>`,
  });
}
