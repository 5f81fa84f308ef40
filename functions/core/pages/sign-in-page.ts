import { type Html, html } from '../base/html.ts';
import type { ProviderType } from '../contract/provider-settings.ts';
import { type Notice, noticeBox } from './ui/components.ts';
import { providerImage } from './ui/icons.ts';
import { layout, type Page } from './ui/layout.ts';

/** A provider's button on the sign-in page. */
export interface ProviderButton {
  readonly name: string;
  readonly label: string;
  readonly type: ProviderType;
  /** A `data:` URI of the provider's icon; without it the built-in icon of its type is shown. */
  readonly icon?: string;
  /** URL that starts the login at the provider, with `return_to`. */
  readonly href: string;
}

/** Contents of the sign-in page: the providers' buttons, and a message above them. */
export interface SignInModel {
  /**
   * Buttons of the providers, in the order of the page. If there are none, the page says that sign-in is switched off.
   */
  readonly providers: readonly ProviderButton[];
  readonly notice?: Notice;
}

const openText = 'No password needed. Your provider confirms that it is you.';
const closedText = 'Sign-in is switched off at the moment. Please try again later, or ask an administrator.';

/**
 * The sign-in page: a heading, a section with one sentence in place of a password form, and a button for each provider.
 */
export function signInPage({ providers, notice }: SignInModel): Page {
  const isOpen = providers.length > 0;
  return layout({
    kind: 'sign-in',
    title: notice === undefined ? 'Sign in' : `${notice.title} · Sign in`,
    main: html`${notice && noticeBox(notice)}
<h1>Sign in</h1>
<section id="regular-sign-in">
<p class="muted">${isOpen ? openText : closedText}</p>
</section>
${isOpen ? html`<ul class="providers" role="list">${providers.map(providerItem)}</ul>` : undefined}`,
  });
}

function providerItem(provider: ProviderButton): Html {
  const { name, label, href } = provider;
  return html`
<li><a class="button" href="${href}" data-provider="${name}">${providerImage(provider)}<span>Sign in with ${label}</span></a></li>`;
}
