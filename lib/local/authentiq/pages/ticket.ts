import { type Html, html } from '../../../../functions/core/base/html.ts';
import type { Offer } from '../consent.ts';
import type { Person } from '../people.ts';
import { messagePage, providerPage } from './layout.ts';

/** A ticket (a sign-in that waits for a phone's decision), as the phone shows it. */
export interface TicketOnPhone {
  readonly id: string;
  readonly site: string;
  /** Description of the computer's browser. */
  readonly browser: string;
  readonly offers: readonly Offer[];
  /** Names of the scopes whose checkboxes are ticked at first. */
  readonly ticked: ReadonlySet<string>;
  /** Whether the page is open in the browser that signs in, instead of on a phone. */
  readonly here: boolean;
}

/** Warning about a requested scope, if the site may refuse the sign-in because the value is missing or not verified. */
function warningOf({ required, signed, value, verified, label }: Offer): string | undefined {
  if (required && value === '') return `There is none on this phone. The site needs it and may refuse you.`;
  if (signed && value !== '' && verified !== true) {
    return `${label} is not verified. The site asks for a verified one and may refuse you.`;
  }
  return undefined;
}

function tags(item: Offer): Html {
  return html`${item.required && html`<span class="tag">required</span>`}${item.verified && html`<span class="tag">verified</span>`}`;
}

function itemField(item: Offer, ticked: boolean): Html {
  const locked = item.required || item.value === '';
  const problem = warningOf(item);
  return html`<li><label>
<input type="checkbox" name="share" value="${item.name}"${ticked && html` checked`}${locked && html` disabled`}>
<span><span class="name">${item.label}</span>${tags(item)}<span class="value">${item.value || 'None on this phone'}</span></span>
</label>${problem && html`<p class="notice warn">${problem}</p>`}</li>`;
}

/** Hidden form field that repeats `here` (the page is open in the browser that signs in) when the form is submitted. */
export function hereField(here: boolean): Html {
  return html`${here && html`<input type="hidden" name="here" value="1">`}`;
}

/** Consent page, on which the person chooses what to share with a site. */
export function ticketPage(ticket: TicketOnPhone, person: Person): Html {
  const { id, site, browser, offers, ticked, here } = ticket;
  return providerPage(
    `Sign in to ${site}?`,
    html`<form class="card" method="post" action="/phone/${id}">
<h1>Sign in to ${site}?</h1>
<p class="soft">Asked from ${browser}. Approve only if that is you. You are <strong>${person.claims.name}</strong>.</p>
${hereField(here)}
${
  offers.length > 0 &&
  html`<h2>${site} asks for</h2>
<ul class="plain items">${offers.map((item) => itemField(item, item.required || ticked.has(item.name)))}</ul>`
}
<div class="actions two"><button class="button quiet" name="decision" value="decline">Decline</button>
<button class="button" name="decision" value="approve">Approve</button></div>
</form>
<p class="links"><a href="/phone/identity?ticket=${id}${here && '&here=1'}">Use another identity</a></p>`,
  );
}

/** Drawing of a circle around an SVG path, for example a check mark. */
function drawing(path: string): Html {
  return html`<svg viewBox="0 0 96 96" aria-hidden="true" focusable="false" fill="none" stroke="currentColor" \
stroke-width="4" stroke-linecap="round" stroke-linejoin="round"><circle cx="48" cy="48" r="32"/><path d="${path}"/></svg>`;
}

/**
 * Page that is shown after the decision. In the browser that signs in, `continueAt` is the URL at which the sign-in
 * continues, and the browser loads that URL immediately.
 */
export function decidedPage(approved: boolean, continueAt: string | undefined): Html {
  const title = approved ? 'Approved' : 'Declined';
  if (continueAt !== undefined) {
    return providerPage(
      title,
      html`<section class="card"><h1>${title}</h1><p>Going back to the site…</p><a class="button" href="${continueAt}">Continue</a></section>`,
      { refresh: { seconds: 0, to: continueAt } },
    );
  }
  const text = approved
    ? 'Look at your computer: it goes on by itself.'
    : 'Nothing was shared. You can close this page.';
  return providerPage(
    title,
    html`<section class="card center">
<div class="done">${drawing(approved ? 'm34 49 10 10 18-21' : 'm37 37 22 22m0-22-22 22')}</div>
<h1>${title}</h1>
<p class="soft">${text}</p>
<a class="button quiet" href="/phone">Go to your phone’s home</a>
</section>`,
  );
}

/** Page for a ticket (waiting sign-in) that is decided, expired or unknown. */
export function usedTicketPage(): Html {
  return messagePage(
    'This code is used up',
    'It was answered already, was cancelled, or has expired. Start the sign-in again on your computer to get a new one.',
    html`<a class="button quiet" href="/phone">Go to your phone’s home</a>`,
  );
}
