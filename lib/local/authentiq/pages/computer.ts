import { renderSVG } from 'uqr';
import { type Html, html } from '../../../../functions/core/base/html.ts';
import { trustedMarkup } from '../trusted-markup.ts';
import { messagePage, providerPage } from './layout.ts';

/** Interval at which the computer's page reloads, to see whether the phone has decided. */
const refresh = { seconds: 2 };

/**
 * Width of the white border that QR code scanners need, in modules (squares of the code; ISO/IEC 18004 section 9.1).
 */
const quietZone = 4;

const phoneDrawing = html`<svg viewBox="0 0 96 96" aria-hidden="true" focusable="false" fill="none" \
stroke="currentColor" stroke-width="4" stroke-linecap="round" stroke-linejoin="round"><rect x="30" y="10" width="36" \
height="76" rx="8"/><path d="M43 76h10"/><path d="m39 45 7 7 12-14"/><path d="M16 32q-7 16 0 32M80 32q7 16 0 32"/></svg>`;

/** A ticket (a sign-in that waits for a phone's decision), as the computer shows it. */
export interface TicketOnComputer {
  readonly site: string;
  /** Path of the sign-in's page on the computer. */
  readonly path: string;
  /** Path of the ticket's page on the phone. */
  readonly ticketPath: string;
}

/** Page that shows a QR code. The code contains `url`, which the phone opens. */
export function scanPage(ticket: TicketOnComputer, url: string): Html {
  const code = trustedMarkup(renderSVG(url, { border: quietZone, ecc: 'M', pixelSize: 10 }));
  return providerPage(
    `Sign in to ${ticket.site}`,
    html`<section class="card center">
<h1>Sign in to ${ticket.site}</h1>
<p class="soft">Scan this code with your phone’s camera, then choose there what to share. There is no password.</p>
<div class="qr" role="img" aria-label="QR code that opens this sign-in on your phone">${code}</div>
<p class="small soft">Waiting for your phone. This page goes on by itself.</p>
<a class="button quiet" href="${ticket.ticketPath}?here=1">Continue in this browser</a>
<p class="links"><a href="${ticket.path}/cancel">Cancel</a></p>
</section>`,
    { refresh },
  );
}

/** Page that says that a notification was sent to the linked phone. */
export function notifiedPage(ticket: TicketOnComputer): Html {
  return providerPage(
    `Sign in to ${ticket.site}`,
    html`<section class="card center">
<h1>We sent a notification to your phone</h1>
<p class="soft">Open it and approve the sign-in to ${ticket.site}.</p>
<div class="wait">${phoneDrawing}</div>
<p class="small soft">Waiting for your phone. This page goes on by itself.</p>
<a class="button quiet" href="${ticket.ticketPath}?here=1">Continue in this browser</a>
<p class="links"><a href="${ticket.path}?qr=1">Use the QR code instead</a><a href="/phone">Open the simulated phone</a><a href="${ticket.path}/cancel">Cancel</a></p>
</section>`,
    { refresh },
  );
}

/** Page for a sign-in that has expired, is finished, or belongs to another browser. */
export function noInteractionPage(): Html {
  return messagePage(
    'This sign-in is over',
    'It has expired, is finished, or was started in another browser. Go back to the site and sign in again.',
  );
}
