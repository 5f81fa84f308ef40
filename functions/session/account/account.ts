import type { SignInMethodsChange, User } from '../../core/accounts/user.ts';
import { Problem } from '../../core/errors.ts';
import { preferredRepresentation } from '../../core/http/accept.ts';
import { htmlResponse, providerOrigins } from '../../core/http/page-responses.ts';
import type { Request } from '../../core/http/request.ts';
import { json, type Response, redirect } from '../../core/http/response.ts';
import { accountPath } from '../../core/http/site.ts';
import { accountPage } from '../../core/pages/index.ts';
import { checkSession, type UserSession } from '../../core/session-check.ts';
import type { Session } from '../../core/sessions/session.ts';
import { unusableProviders } from '../../core/storage/usable-providers.ts';
import { activeSessions } from '../own-sessions.ts';
import type { SessionPorts } from '../ports.ts';
import { accountDocument } from './account-document.ts';
import type { Account } from './model.ts';
import { accountProviders } from './providers.ts';
import { accountPageModel } from './view.ts';

/**
 * `GET /account`: the account page, or its JSON document, with profile, sign-in methods and sessions of the signed-in
 * user. If nobody is signed in, a browser is redirected to the sign-in page.
 * @throws Problem `no_session` for a program, if nobody is signed in.
 */
export async function showOwnAccount(request: Request, ports: SessionPorts): Promise<Response> {
  const as = preferredRepresentation(request.headers['accept'], 'html');
  const current = await checkSession(request, ports);
  if (current === undefined) {
    if (as === 'html') return redirect(302, `/login?return_to=${encodeURIComponent(accountPath())}`);
    throw new Problem('no_session', 'nobody is signed in');
  }
  const found = await readAccount(current, ports);
  const limits = ports.settings.session;
  if (as === 'json') return json(200, accountDocument(found, limits));
  const page = accountPage(accountPageModel(found, limits, request.query.get('notice')));
  return htmlResponse(200, page, [...providerOrigins(ports.site), ...signOutOrigin(current.session)]);
}

async function readAccount(current: UserSession, ports: SessionPorts): Promise<Account> {
  const { site, table, clock } = ports;
  const [sessions, disabled] = await Promise.all([
    activeSessions(current, ports),
    unusableProviders(table, site.providers),
  ]);
  const providers = accountProviders(current.user, site.providers, disabled);
  const methodsChange = recentChange(current.user, clock());
  return { ...current, sessions, providers, ...(methodsChange && { methodsChange }) };
}

/** How long the account page tells of a change of the sign-in methods, in milliseconds: a week. */
const toldForMs = 7 * 24 * 3_600_000;

function recentChange({ signInMethodsChange }: User, now: number): SignInMethodsChange | undefined {
  return signInMethodsChange && now - signInMethodsChange.at < toldForMs ? signInMethodsChange : undefined;
}

/**
 * Origin to add to the page's CSP `form-action`. The sign-out form redirects to the provider's own sign-out, whose
 * origin can differ from the issuer's.
 */
function signOutOrigin({ endSessionEndpoint }: Session): readonly string[] {
  return endSessionEndpoint === undefined ? [] : [new URL(endSessionEndpoint).origin];
}
