import type { StoringPorts } from '../core/composition.ts';
import { claimedSession, currentSession } from '../core/current-session.ts';
import { Problem } from '../core/errors.ts';
import { asProblem, Refusal } from '../core/http/adapt.ts';
import { type Request, readForm } from '../core/http/request.ts';
import { type Response, redirect } from '../core/http/response.ts';
import { backchannelLogout } from '../core/logout/backchannel.ts';
import type { CallbackSettings } from '../core/names.ts';
import {
  type AuthorizationResponse,
  checkResponseIssuer,
  parseAuthorizationResponse,
  problemOfErrorResponse,
  readState,
} from '../core/oidc/authorization-response.ts';
import type { Provider } from '../core/provider/index.ts';
import {
  type Attempt,
  attemptCookieName,
  attemptSeconds,
  isOpen,
  openAttempt,
  stateHash,
} from '../core/sessions/attempt.ts';
import { clearCookie, sameSiteFor, soleCookie } from '../core/sessions/cookies.ts';
import { takeAttempt, takenAttemptReturnTo } from '../core/storage/attempts.ts';
import { authenticate } from './authenticate.ts';
import { provision } from './provision.ts';

/** What the callback door needs. */
export type CallbackPorts = StoringPorts<CallbackSettings>;

/** `GET` and `POST /callback/{provider}`: finishes a login, or carries out a back-channel logout that is sent here. */
export async function callback(request: Request, ports: CallbackPorts): Promise<Response> {
  const provider = ports.provider(request.provider);
  if (provider === undefined) throw new Problem('unknown_provider', 'no such provider');
  const form = readForm(request);
  if (form?.has('logout_token')) return backchannelLogout(request, form, provider, ports);

  const parameters = form ?? request.query;
  const about = { provider: provider.settings.name };
  try {
    const state = readState(parameters);
    const attempt = await findAttempt(request, state, provider, ports);
    if (attempt === undefined) return await repeated(request, state, ports);
    return await finish(request, parameters, attempt, provider, ports);
  } catch (error) {
    throw error instanceof Refusal ? error : asProblem(error).with(about);
  }
}

/** The attempt with this state that this browser began, if it did and there is still time. */
async function findAttempt(
  request: Request,
  state: string,
  provider: Provider,
  ports: CallbackPorts,
): Promise<Attempt | undefined> {
  const name = attemptCookieName(state, ports.site.cookies);
  const value = soleCookie(request.cookieHeader, name);
  if (value === undefined) return undefined;
  const attempt = openAttempt(name, value, await ports.keyring());
  if (attempt === undefined || attempt.state !== state) return undefined;
  if (!isOpen(attempt, ports.clock())) throw expired(attempt);
  if (attempt.provider !== provider.settings.name) throw new Problem('invalid_callback', "another provider's attempt");
  return attempt;
}

function expired({ returnTo }: Attempt): Problem {
  return new Problem('login_not_found', 'the login attempt has expired', { details: { returnTo } });
}

/** A callback whose attempt is not to be had: a browser that it signed in before goes on to where the login led. */
async function repeated(request: Request, state: string, ports: CallbackPorts): Promise<Response> {
  const claimed = claimedSession(request.cookieHeader, ports.site.cookies);
  const returnTo = claimed && (await takenAttemptReturnTo(ports.table, stateHash(state)));
  const limits = ports.settings.session;
  if (returnTo !== undefined && (await currentSession(claimed, { table: ports.table, limits, now: ports.clock() }))) {
    return redirect(303, returnTo);
  }
  throw new Problem('login_not_found', 'no such login attempt in this browser');
}

/** Finishes an attempt of this browser. Whatever comes of it, the attempt is used up and its cookie cleared. */
async function finish(
  request: Request,
  parameters: URLSearchParams,
  attempt: Attempt,
  provider: Provider,
  ports: CallbackPorts,
): Promise<Response> {
  const { cookies } = ports.site;
  const { responseMode } = provider.settings;
  const cleared = clearCookie(attemptCookieName(attempt.state, cookies), cookies, sameSiteFor(responseMode));
  try {
    const response = readResponse(request, parameters, attempt, provider);
    const hash = stateHash(attempt.state);
    const until = attempt.startedAt + attemptSeconds * 1000;
    if (!(await takeAttempt(ports.table, hash, attempt.returnTo, until))) {
      return await repeated(request, attempt.state, ports);
    }
    if (response.code === undefined) throw problemOfErrorResponse(response.error ?? '');
    const person = await authenticate(response.code, attempt, provider, ports);
    const session = await provision(request, person, attempt, ports);
    return redirect(303, attempt.returnTo, [cleared, session]);
  } catch (error) {
    const about = { provider: attempt.provider, returnTo: attempt.returnTo };
    throw new Refusal(asProblem(error).with(about), [cleared]);
  }
}

/** The checks that need nothing but the response itself. */
function readResponse(
  request: Request,
  parameters: URLSearchParams,
  attempt: Attempt,
  provider: Provider,
): AuthorizationResponse {
  const { responseMode, issuer } = provider.settings;
  if ((responseMode === 'form_post') !== (request.method === 'POST')) {
    throw new Problem('invalid_callback', 'the response came by another mode than was asked for');
  }
  const response = parseAuthorizationResponse(parameters);
  checkResponseIssuer(response, issuer, attempt.issExpected);
  return response;
}
