import { type Html, html } from '../../base/html.ts';
import { action, tag } from '../ui/components.ts';
import { providerImage } from '../ui/icons.ts';
import { time } from '../ui/time.ts';
import type { LinkableProvider, LinkedProvider } from './model.ts';

/** The list of linked identities. Each has a button to unlink it, unless it is the last usable one. */
export function linkedProviders(linked: readonly LinkedProvider[]): Html {
  return html`<ul class="rows" role="list">${linked.map(linkedItem)}
</ul>`;
}

function linkedItem(provider: LinkedProvider): Html {
  const { label, uid, linkedAt, lastSignInAt, usable, canUnlink } = provider;
  return html`
<li class="row">${providerImage(provider)}
<div><p class="title"><bdi>${label}</bdi> ${usable ? undefined : tag('switched off')}</p>
<p class="muted">Known there as <code>${uid}</code></p>
<p class="muted">Linked ${time(linkedAt)}</p>
${lastSignInAt && html`<p class="muted">Last used ${time(lastSignInAt)}</p>`}
${remark(provider)}</div>
${canUnlink ? action({ href: pathOf(provider), text: 'Unlink', name: `Unlink ${label}`, deletes: true }) : undefined}</li>`;
}

/**
 * Sentence on the consequence of unlinking: that this browser will be signed out, or why the identity cannot be
 * unlinked.
 */
function remark({ canUnlink, current }: LinkedProvider): Html | undefined {
  if (!canUnlink) return html`<p>This is your last way in, so it cannot be unlinked.</p>`;
  return current ? html`<p>You are signed in through it: unlinking it signs you out here.</p>` : undefined;
}

/** A button for each provider that can be linked; nothing if there is none. */
export function linkForms(linkable: readonly LinkableProvider[]): Html | undefined {
  if (linkable.length === 0) return undefined;
  return html`<ul class="links" role="list">${linkable.map(
    (provider) => html`
<li>${action({ href: pathOf(provider), text: `Link ${provider.label}`, icon: providerImage(provider) })}</li>`,
  )}
</ul>`;
}

function pathOf({ name }: LinkableProvider): string {
  return `/account/providers/${name}`;
}
