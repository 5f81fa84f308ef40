import { type Html, html } from '../../base/html.ts';
import type { ProviderType } from '../../contract/provider-settings.ts';

/** SVG path of the logo: an arched door with a keyhole. */
const door = 'M5 30V14a11 11 0 0 1 22 0v16zM16 11.5a3.5 3.5 0 0 0-1.8 6.5L13 24h6l-1.2-6a3.5 3.5 0 0 0-1.8-6.5z';

/** Postern's logo. It is decorative and hidden from screen readers, since the name is beside it. */
export const mark: Html = html`<svg class="mark" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true"><path fill-rule="evenodd" d="${door}"/></svg>`;

/**
 * The pages' favicon: the logo as a `data:` URI, so that browsers do not request `/favicon.ico`. The CSP must allow it
 * with `img-src data:`, which the providers' icons need too.
 */
export const favicon = `data:image/svg+xml,${encodeURIComponent(
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path fill="#0e8074" fill-rule="evenodd" d="${door}"/></svg>`,
)}`;

/** An SVG line drawing of 24 by 24 units, hidden from screen readers; the stylesheet sets its stroke. */
function drawing(className: string, shapes: Html): Html {
  return html`<svg class="${className}" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">${shapes}</svg>`;
}

/** A framed letter as icon, for providers whose logos are protected trademarks. */
function letter(stroke: string): Html {
  return drawing('icon', html`<rect x="3" y="3" width="18" height="18" rx="5"/><path d="${stroke}"/>`);
}

/** Built-in icons by type of provider. They are decorative: the provider's label is beside them. */
const providerIcons: Readonly<Record<ProviderType, Html>> = {
  // The icon shows three corners of a QR code, and a keyhole for the fourth.
  authentiq: drawing(
    'icon',
    html`<path d="M3 3h7v7H3zM14 3h7v7h-7zM3 14h7v7H3z"/><path class="solid" d="M5.5 5.5h2v2h-2zM16.5 5.5h2v2h-2zM5.5 16.5h2v2h-2zM17.5 13a3 3 0 0 0-1.4 5.65L15.5 22h4l-.6-3.35A3 3 0 0 0 17.5 13z"/>`,
  ),
  // The icon shows a key.
  openid_connect: drawing('icon', html`<circle cx="8" cy="15.5" r="5"/><path d="M11.6 11.9 20.5 3M16.5 7l3.5 3.5"/>`),
  google: letter('M15.2 9.6a4 4 0 1 0 .8 2.9h-3.5'),
  // The icon shows a branch that is merged.
  gitlab: drawing(
    'icon',
    html`<circle cx="7" cy="5.5" r="2.5"/><circle cx="7" cy="18.5" r="2.5"/><circle cx="17" cy="12" r="2.5"/><path d="M7 8v8M7 8c0 3 3 4 7.5 4"/>`,
  ),
  microsoft: letter('M8 16V8.2l4 5 4-5V16'),
  okta: letter('M12 8c-2.2 0-3.2 1.6-3.2 4s1 4 3.2 4 3.2-1.6 3.2-4-1-4-3.2-4z'),
  // The icon shows a shield.
  auth0: drawing('icon', html`<path d="M12 3l7.5 2.8v5.4c0 4.6-3 8-7.5 9.8-4.5-1.8-7.5-5.2-7.5-9.8V5.8z"/>`),
  keycloak: letter('M9.2 8v8M15 8l-5.6 4.6M11.4 11l3.8 5'),
  cognito: letter('M15.2 9.6a4 4 0 1 0 0 4.8'),
  apple: letter('m8.4 16 3.6-8 3.6 8M9.7 13.4h4.6'),
};

/** A provider's icon: the configured image, otherwise the built-in icon of its type. It is decorative. */
export function providerImage({ icon, type }: { readonly icon?: string; readonly type: ProviderType }): Html {
  return icon === undefined ? providerIcons[type] : html`<img src="${icon}" alt="" width="26" height="26">`;
}

/** Icons for a message's tone, such as an alert. They are decorative. */
export const toneIcons = {
  alert: drawing('tone', html`<circle cx="12" cy="12" r="9"/><path d="M12 7v6M12 16.6v.1"/>`),
  done: drawing('tone', html`<circle cx="12" cy="12" r="9"/><path d="m8 12.4 2.8 2.8L16.2 9.6"/>`),
  waiting: drawing('tone', html`<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3 2"/>`),
} as const;
