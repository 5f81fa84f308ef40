import { type Html, html } from '../../../../functions/core/base/html.ts';
import type { Person } from '../people.ts';
import { providerPage } from './layout.ts';
import type { TicketOnPhone } from './ticket.ts';

/**
 * Seconds between two reloads of the page, by which new tickets appear. After a sign-out, the report of the sign-out
 * stays on the page for `reportSeconds`, until the next reload.
 */
const pollSeconds = 3;
const reportSeconds = 20;

/** A site where the phone's owner is signed in, as the home page lists it. */
export interface ListedSite {
  readonly id: string;
  readonly name: string;
  readonly browser: string;
  /** Time of the sign-in, in ISO 8601. */
  readonly since: string;
}

/**
 * Result of a sign-out: the number of sites that the person was signed out of, and the number of those that confirmed
 * it.
 */
export interface SignOutReport {
  readonly ended: number;
  readonly confirmed: number;
}

/** Line that shows a person's initials, name and email address. */
function personLine({ claims }: Person): Html {
  const initials = claims.name
    .split(/\s+/)
    .map((word) => word.charAt(0))
    .slice(0, 2)
    .join('');
  return html`<div class="person"><span class="avatar" aria-hidden="true">${initials}</span>
<p><strong>${claims.name}</strong><br><span class="soft small">${claims.email ?? 'No email address'}${
    claims.email !== undefined && claims.email_verified !== true && ' (not verified)'
  }</span></p></div>`;
}

function promptCard({ id, site, browser, offers, ticked }: TicketOnPhone): Html {
  const sharing = offers.filter((item) => ticked.has(item.name) && item.name !== 'aq:push');
  return html`<form class="card" method="post" action="/phone/${id}">
<h2>Sign in to ${site}?</h2>
<p class="soft">Asked from ${browser}. Approve only if that is you.</p>
${
  sharing.length > 0 &&
  html`<dl class="shares">${sharing.map(
    ({ label, value }) => html`<div><dt>${label}</dt><dd>${value.replaceAll('\n', ', ')}</dd></div>`,
  )}</dl>`
}
${[...ticked].map((name) => html`<input type="hidden" name="share" value="${name}">`)}
<div class="actions two"><button class="button quiet" name="decision" value="decline">Decline</button>
<button class="button" name="decision" value="approve">Approve</button></div>
<p class="links"><a href="/phone/${id}">Change what is shared</a></p>
</form>`;
}

function siteRow({ id, name, browser, since }: ListedSite): Html {
  const when = new Date(since).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
  return html`<li><p><strong>${name}</strong><br><span class="soft small">${browser}, since <time datetime="${since}">${when}</time></span></p>
<form method="post" action="/phone/sites/${id}/end"><button class="button quiet slim" aria-label="Sign out of ${name}, ${browser}">Sign out</button></form></li>`;
}

function reportNotice({ ended, confirmed }: SignOutReport): Html {
  if (ended === confirmed) {
    return html`<p class="notice" role="status">Signed out. ${ended === 1 ? 'The site' : `All ${ended} sites`} confirmed it.</p>`;
  }
  const silent = ended === 1 ? 'The site' : `${ended - confirmed} of ${ended} sites`;
  return html`<p class="notice warn" role="status">Signed out here. ${silent} did not confirm it, and may keep you signed in for a while.</p>`;
}

/**
 * The phone's home page: the phone's owner, the tickets (sign-ins) that wait for a decision, and the sites where the
 * owner is signed in.
 */
export function homePage(
  person: Person,
  prompts: readonly TicketOnPhone[],
  sites: readonly ListedSite[],
  report?: SignOutReport,
): Html {
  return providerPage(
    'Your phone',
    html`<h1>Your phone</h1>
${report && reportNotice(report)}
${prompts.map(promptCard)}
<section class="card">${personLine(person)}<p class="links"><a href="/phone/identity">Use another identity</a></p></section>
<section class="card"><h2>Signed in to</h2>
${
  sites.length === 0
    ? html`<p class="soft">Nowhere yet. Sites appear here when you approve a sign-in.</p>`
    : html`<ul class="plain rows">${sites.map(siteRow)}</ul>`
}
${sites.length > 1 && html`<form method="post" action="/phone/sites/end-all"><div class="actions"><button class="button quiet">Sign out everywhere</button></div></form>`}
</section>
<p class="links"><a href="/developer">Applications and their secrets</a></p>`,
    // The page does not reload while a ticket waits: a reload would move the keyboard focus away from a button.
    prompts.length === 0 ? { refresh: { seconds: report ? reportSeconds : pollSeconds, to: '/phone' } } : {},
  );
}
