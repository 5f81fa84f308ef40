import { type Html, html } from '../../../../functions/core/base/html.ts';
import { maxSecrets } from '../client-secrets.ts';
import { providerPage } from './layout.ts';

/** A client secret as the developer console lists it. */
export interface ListedSecret {
  readonly id: string;
  /** Time when the secret was added, in ISO 8601. */
  readonly addedAt: string;
  /** The secret's last characters; empty if the secret is so short that showing some would weaken it. */
  readonly ending: string;
  /** Whether this secret signs the application's tokens. */
  readonly signs: boolean;
}

/** An application (a registered client) with its secrets, oldest first. */
export interface Application {
  readonly clientId: string;
  readonly name: string;
  readonly secrets: readonly ListedSecret[];
}

/** Result of the developer's last action, shown above the list. */
export type ActionResult =
  | { readonly kind: 'made'; readonly name: string; readonly secret: string }
  | { readonly kind: 'revoked' };

function resultNotice(result: ActionResult): Html {
  if (result.kind === 'revoked') return html`<p class="notice" role="status">The secret is revoked.</p>`;
  return html`<div class="notice" role="status"><p>The new secret of <strong>${result.name}</strong>. Copy it now: it is shown this once.</p>
<p><code class="secret">${result.secret}</code></p></div>`;
}

function secretRow(secret: ListedSecret, { clientId, name, secrets }: Application): Html {
  const { ending } = secret;
  const when = new Date(secret.addedAt).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });
  return html`<li><p><strong>${ending ? `Ends in ${ending}` : 'Too short to show its end'}</strong> ${secret.signs && html`<span class="tag">signs</span>`}<br>
<span class="soft small">added <time datetime="${secret.addedAt}">${when}</time></span></p>
${
  secrets.length > 1 &&
  html`<form method="post" action="/developer/${encodeURIComponent(clientId)}/secrets/${secret.id}/revoke">
<button class="button quiet slim" aria-label="Revoke the secret of ${name} that ${ending && `ends in ${ending} and `}was added ${when}">Revoke</button></form>`
}</li>`;
}

function applicationCard(application: Application): Html {
  const { clientId, name, secrets } = application;
  const action = `/developer/${encodeURIComponent(clientId)}/secrets`;
  return html`<section class="card"><h2>${name}</h2>
<p class="soft small">Client ID <code>${clientId}</code></p>
<ul class="plain rows">${[...secrets].reverse().map((secret) => secretRow(secret, application))}</ul>
<div class="actions">
<form method="post" action="${action}"><button class="button" aria-label="Add a secret to ${name}">Add a secret</button></form>
<form method="post" action="${action}"><input type="hidden" name="replace" value="1"><button class="button quiet" aria-label="Replace all by a new secret: ${name}">Replace all by a new secret</button></form>
</div>
${secrets.length === 1 && html`<p class="soft small">The last secret can be replaced, but not revoked.</p>`}
${secrets.length >= maxSecrets && html`<p class="soft small">An application has ${maxSecrets} secrets at most: adding one revokes the oldest.</p>`}
</section>`;
}

/** Page of the developer console: applications and their secrets. */
export function developerPage(applications: readonly Application[], result?: ActionResult): Html {
  return providerPage(
    'Applications',
    html`<h1>Applications</h1>
${result && resultNotice(result)}
<p class="soft">They sign people in here. Each secret of an application authenticates it; the one used last signs its ID tokens and logout tokens. A new secret signs as soon as the application uses it. Changes hold at once.</p>
${applications.map(applicationCard)}
<p class="links"><a href="/phone">Open the simulated phone</a></p>`,
  );
}
