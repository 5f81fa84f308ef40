import { clientName } from './clients.ts';
import { type Context, seeOther, sendPage } from './http.ts';
import { homePage, type SignOutReport } from './pages/home.ts';
import { ticketOnPhone } from './phone-ticket.ts';
import type { ProviderServices } from './services.ts';

function report(ctx: Context): SignOutReport | undefined {
  const [ended, confirmed] = [ctx.query['ended'], ctx.query['confirmed']].map((count) =>
    typeof count === 'string' && /^\d{1,4}$/.test(count) ? Number(count) : 0,
  );
  return ended ? { ended, confirmed: confirmed ?? 0 } : undefined;
}

/** Serves the simulated phone's home page. */
export function serveHome(ctx: Context, services: ProviderServices): void {
  const phone = services.phones.ofBrowser(ctx);
  const prompts = services.tickets
    .waitingFor(phone.id)
    .map(([id, ticket]) => ticketOnPhone(services, phone, id, ticket))
    .reverse();
  const sites = services.sites.of(phone.person.sub).map(([id, { clientId, browser, since }]) => ({
    id,
    name: clientName(services.clients, clientId),
    browser,
    since,
  }));
  sendPage(ctx, homePage(phone.person, prompts, sites, report(ctx)));
}

/** Signs the phone's owner out of the site with this ID, or out of all sites if `id` is empty. */
export async function serveSignOut(ctx: Context, services: ProviderServices, id: string): Promise<void> {
  const { sub } = services.phones.ofBrowser(ctx).person;
  const ids = id ? [id] : services.sites.of(sub).map(([site]) => site);
  const results = await Promise.all(ids.map((site) => services.sites.end(sub, site)));
  const ended = results.filter((confirmed) => confirmed !== undefined);
  seeOther(ctx, `/phone?ended=${ended.length}&confirmed=${ended.filter(Boolean).length}`);
}
