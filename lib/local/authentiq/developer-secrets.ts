import type { ClientSecret } from './client-secrets.ts';
import { clientName, type RegisteredClient } from './clients.ts';
import { prefersJson, refuse } from './developer-answers.ts';
import { type Context, readFormBody, seeOther, sendJson, sendPage } from './http.ts';
import { type ActionResult, type Application, developerPage } from './pages/developer.ts';
import type { ProviderServices } from './services.ts';

/** Format of a secret that the developer chooses: printable characters, and long enough to sign tokens. */
const chosenSecret = /^[!-~][ -~]{14,1022}[!-~]$/;

/** Number of a secret's last characters that the console shows, and the secret length below which none are shown. */
const shownCharacters = 4;
const shortSecret = 16;

function endingOf({ secret }: ClientSecret): string {
  return secret.length < shortSecret ? '' : secret.slice(-shownCharacters);
}

function application({ secrets }: ProviderServices, { clientId, name }: RegisteredClient): Application {
  const signing = secrets.signing(clientId);
  return {
    clientId,
    name,
    secrets: secrets.of(clientId).map((secret) => ({
      id: secret.id,
      addedAt: secret.createdAt,
      ending: endingOf(secret),
      signs: secret.id === signing.id,
    })),
  };
}

function lastAction(ctx: Context, { clients, secrets }: ProviderServices): ActionResult | undefined {
  const { made, revoked } = ctx.query;
  const shown = typeof made === 'string' ? secrets.reveal(made) : undefined;
  if (shown !== undefined) return { kind: 'made', name: clientName(clients, shown.clientId), secret: shown.secret };
  return revoked === undefined ? undefined : { kind: 'revoked' };
}

function jsonList(applications: readonly Application[]): object {
  const clients = applications.map(({ clientId, name, secrets }) => ({
    client_id: clientId,
    name,
    secrets: secrets.map(({ id, addedAt, ending, signs }) => ({ id, added_at: addedAt, ending, signs })),
  }));
  return { clients };
}

/** Serves the list of applications and their secrets. */
export function serveApplications(ctx: Context, services: ProviderServices): void {
  const applications = [...services.clients.values()].map((client) => application(services, client));
  if (prefersJson(ctx)) sendJson(ctx, 200, jsonList(applications));
  else sendPage(ctx, developerPage(applications, lastAction(ctx, services)));
}

/** Serves the request that adds a secret to an application. */
export async function serveAddSecret(ctx: Context, { secrets }: ProviderServices, clientId: string): Promise<void> {
  const form = await readFormBody(ctx);
  if (!form) return refuse(ctx, 413, 'invalid_request', 'The form is too large.');
  const secret = form.get('client_secret') ?? undefined;
  if (secret !== undefined && !chosenSecret.test(secret)) {
    const rule = 'A client secret has 16 to 1,024 printable characters, without spaces around it.';
    return refuse(ctx, 400, 'invalid_request', rule);
  }
  const replace = form.get('replace') === '1';
  const added = secrets.add(clientId, { ...(secret !== undefined && { secret }), replace });
  if (prefersJson(ctx)) return sendJson(ctx, 201, { id: added.id, client_secret: added.secret });
  secrets.announce(clientId, added);
  seeOther(ctx, `/developer?made=${added.id}`);
}

/** Serves the request that revokes a secret of an application. */
export function serveRevokeSecret(ctx: Context, { secrets }: ProviderServices, clientId: string, id: string): void {
  const outcome = secrets.revoke(clientId, id);
  if (outcome === 'unknown') {
    refuse(ctx, 404, 'not_found', 'There is no such secret: it may be revoked already.');
  } else if (outcome === 'last') {
    refuse(ctx, 409, 'last_secret', 'This is the application’s last secret: add another one first.');
  } else if (prefersJson(ctx)) {
    ctx.set('Cache-Control', 'no-store');
    ctx.status = 204;
  } else {
    seeOther(ctx, '/developer?revoked=1');
  }
}
