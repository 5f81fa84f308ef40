import { clientName } from './clients.ts';
import { offer, shared } from './consent.ts';
import { type Context, readFormBody, seeOther, sendPage } from './http.ts';
import { decidedPage, type TicketOnPhone, ticketPage, usedTicketPage } from './pages/ticket.ts';
import type { Phone } from './phones.ts';
import { parseAuthentiqScope } from './scopes.ts';
import type { ProviderServices } from './services.ts';
import type { Ticket } from './tickets.ts';

/**
 * A ticket (a sign-in that waits for a phone's decision), as the phone shows it. Scopes for which the person has a
 * value, and which the person did not decline last time, are ticked.
 */
export function ticketOnPhone(
  services: ProviderServices,
  phone: Phone,
  id: string,
  ticket: Ticket,
  here = false,
): TicketOnPhone {
  const offers = parseAuthentiqScope(ticket.scope).map((item) => offer(item, phone.person));
  const declined = services.phones.declined(phone.person.sub, ticket.clientId);
  const chosen = offers.map((item) => item.name).filter((name) => !declined.includes(name));
  return {
    id,
    site: clientName(services.clients, ticket.clientId),
    browser: ticket.browser,
    offers,
    ticked: new Set(shared(offers, new Set(chosen))),
    here,
  };
}

/** Serves a ticket's page, and accepts the person's decision on the ticket. */
export async function serveTicket(ctx: Context, services: ProviderServices, id: string): Promise<void> {
  const ticket = services.tickets.get(id);
  if (!ticket) return sendPage(ctx, usedTicketPage(), { status: 410 });
  const phone = services.phones.ofBrowser(ctx);
  if (ctx.method === 'POST') return decide(ctx, services, phone, id, ticket);
  const here = ctx.query['here'] !== undefined;
  if (!ticket.outcome) {
    return sendPage(ctx, ticketPage(ticketOnPhone(services, phone, id, ticket, here), phone.person));
  }
  if (ticket.outcome.phone !== phone.id) return sendPage(ctx, usedTicketPage(), { status: 410 });
  sendPage(ctx, decidedPage(ticket.outcome.approved, here ? `/interaction/${ticket.interaction}` : undefined));
}

async function decide(
  ctx: Context,
  services: ProviderServices,
  phone: Phone,
  id: string,
  ticket: Ticket,
): Promise<void> {
  const form = await readFormBody(ctx);
  const decision = form?.get('decision');
  if (!form) return ctx.throw(413);
  if (decision !== 'approve' && decision !== 'decline') return ctx.throw(400);
  const { offers } = ticketOnPhone(services, phone, id, ticket);
  const names = shared(offers, new Set(form.getAll('share')));
  const { sub } = phone.person;
  const outcome =
    decision === 'approve'
      ? { approved: true as const, phone: phone.id, sub, shared: names }
      : { approved: false as const, phone: phone.id };
  if (!services.tickets.decide(id, outcome)) return sendPage(ctx, usedTicketPage(), { status: 410 });
  if (outcome.approved) {
    const declined = offers.filter((item) => item.value !== '' && !names.includes(item.name));
    services.phones.rememberDeclined(
      sub,
      ticket.clientId,
      declined.map((item) => item.name),
    );
  }
  seeOther(ctx, `/phone/${id}${form.has('here') ? '?here=1' : ''}`);
}
