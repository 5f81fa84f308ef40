import type { Interaction } from 'oidc-provider';
import { clientName } from './clients.ts';
import { type Context, seeOther, sendPage } from './http.ts';
import { linkLifetimeSeconds } from './lifetimes.ts';
import { noInteractionPage, notifiedPage, scanPage, type TicketOnComputer } from './pages/computer.ts';
import { parseAuthentiqScope } from './scopes.ts';
import type { ProviderServices } from './services.ts';
import type { Ticket, TicketDecision } from './tickets.ts';
import { describeBrowser } from './user-agent.ts';

/**
 * Cookie that links the computer's browser to a simulated phone. Later sign-ins in this browser notify that phone
 * instead of showing a QR code.
 */
const linkCookie = 'authentiq_linked_phone';

function parameter(interaction: Interaction, name: string): string {
  const value = interaction.params[name];
  return typeof value === 'string' ? value : '';
}

/**
 * ID of the phone to notify of a sign-in: the linked one, if the relying party requests `aq:push` and not
 * `prompt=consent`. Otherwise undefined.
 */
function phoneToNotify(ctx: Context, services: ProviderServices, interaction: Interaction): string | undefined {
  const asksPush = parseAuthentiqScope(parameter(interaction, 'scope')).some((item) => item.name === 'aq:push');
  const insists = parameter(interaction, 'prompt').split(' ').includes('consent');
  const linked = ctx.cookies.get(linkCookie, { signed: true });
  if (!asksPush || insists || linked === undefined) return undefined;
  return services.phones.find(linked)?.id;
}

/**
 * If the relying party requested `aq:push` (push notifications), links the browser to the phone or unlinks it, as the
 * person chose.
 */
function rememberPhone(ctx: Context, ticket: Ticket, outcome: Extract<TicketDecision, { approved: true }>): void {
  if (!parseAuthentiqScope(ticket.scope).some((item) => item.name === 'aq:push')) return;
  const linked = outcome.shared.includes('aq:push');
  ctx.cookies.set(linkCookie, linked ? outcome.phone : null, {
    signed: true,
    path: '/interaction',
    sameSite: 'lax',
    httpOnly: true,
    ...(linked && { maxAge: linkLifetimeSeconds * 1000 }),
  });
}

/**
 * Creates and stores oidc-provider's grant. It grants the scopes that the person shares, and rejects the other
 * requested scopes.
 */
async function grantFor(
  services: ProviderServices,
  ticket: Ticket,
  outcome: Extract<TicketDecision, { approved: true }>,
) {
  const grant = new services.provider.Grant({ accountId: outcome.sub, clientId: ticket.clientId });
  grant.addOIDCScope('openid');
  for (const item of parseAuthentiqScope(ticket.scope)) {
    if (outcome.shared.includes(item.name)) grant.addOIDCScope([...item.values]);
    else grant.rejectOIDCScope([...item.values]);
  }
  return grant.save();
}

async function finish(
  ctx: Context,
  services: ProviderServices,
  ticket: Ticket,
  outcome: TicketDecision,
): Promise<void> {
  if (!outcome.approved) return refuse(ctx, services);
  const grantId = await grantFor(services, ticket, outcome);
  rememberPhone(ctx, ticket, outcome);
  const result = { login: { accountId: outcome.sub }, consent: { grantId } };
  seeOther(ctx, await services.provider.interactionResult(ctx.req, ctx.res, result));
}

async function refuse(ctx: Context, services: ProviderServices): Promise<void> {
  const result = { error: 'access_denied', error_description: 'the person declined' };
  seeOther(ctx, await services.provider.interactionResult(ctx.req, ctx.res, result));
}

/**
 * Shows the QR code, or the notice that the phone was notified, until the phone has decided on the ticket (the waiting
 * sign-in). Then it completes the sign-in.
 */
async function show(ctx: Context, services: ProviderServices, interaction: Interaction): Promise<void> {
  const clientId = parameter(interaction, 'client_id');
  const [ticketId, ticket] = services.tickets.forInteraction(interaction.uid, () => {
    const pushedTo = phoneToNotify(ctx, services, interaction);
    return {
      clientId,
      scope: parameter(interaction, 'scope'),
      browser: describeBrowser(ctx.get('user-agent')),
      ...(pushedTo !== undefined && { pushedTo }),
    };
  });
  if (ticket.outcome) return finish(ctx, services, ticket, ticket.outcome);
  const ticketPath = `/phone/${ticketId}`;
  const shown: TicketOnComputer = {
    site: clientName(services.clients, clientId),
    path: `/interaction/${interaction.uid}`,
    ticketPath,
  };
  const notified = ticket.pushedTo !== undefined && ctx.query['qr'] === undefined;
  sendPage(ctx, notified ? notifiedPage(shown) : scanPage(shown, services.publicOrigin + ticketPath));
}

async function cancel(ctx: Context, services: ProviderServices, interaction: Interaction): Promise<void> {
  services.tickets.withdraw(interaction.uid);
  await refuse(ctx, services);
}

async function findInteraction(
  ctx: Context,
  services: ProviderServices,
  uid: string,
): Promise<Interaction | undefined> {
  try {
    const interaction = await services.provider.interactionDetails(ctx.req, ctx.res);
    return interaction.uid === uid ? interaction : undefined;
  } catch (error) {
    if (error instanceof Error && error.name === 'SessionNotFound') return undefined;
    throw error;
  }
}

/**
 * GET /interaction/{uid} and /interaction/{uid}/cancel: a sign-in in the computer's browser. Returns false, without a
 * response, for any other request.
 */
export async function serveInteraction(ctx: Context, services: ProviderServices): Promise<boolean> {
  const [, uid, action] = /^\/interaction\/([\w-]+)(\/cancel)?$/.exec(ctx.path) ?? [];
  if (ctx.method !== 'GET' || uid === undefined) return false;
  const interaction = await findInteraction(ctx, services, uid);
  if (!interaction) sendPage(ctx, noInteractionPage(), { status: 400 });
  else if (interaction.result) seeOther(ctx, interaction.returnTo);
  else await (action ? cancel : show)(ctx, services, interaction);
  return true;
}
