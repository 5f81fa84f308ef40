import type { Deadline } from '../core/base/deadline.ts';
import { Problem, unverified } from '../core/errors.ts';
import { asProblem, Refusal } from '../core/http/adapt.ts';
import { type Request, readForm } from '../core/http/request.ts';
import { type Response, redirect, withCookies } from '../core/http/response.ts';
import { handleLogoutToken } from '../core/logout/backchannel.ts';
import {
  type AuthorizationResponse,
  checkResponseIssuer,
  parseAuthorizationResponse,
  readStateParameter,
} from '../core/oidc/authorization-response.ts';
import type { ProviderMetadata } from '../core/oidc/parse-metadata.ts';
import type { Provider } from '../core/provider/index.ts';
import { requirePinnedEndpoints } from '../core/provider/pinned-endpoints.ts';
import { checkSession } from '../core/session-check.ts';
import { sameSiteFor, singleCookie } from '../core/sessions/cookies.ts';
import {
  type Attempt,
  attemptCookieName,
  attemptSeconds,
  clearAttempt,
  isOpen,
  openAttempt,
  sealedAttempt,
  stateHash,
} from '../core/sessions/login-attempt.ts';
import { consumeAttempt, consumedAttemptReturnTo } from '../core/storage/single-use.ts';
import { requireUsableProvider } from '../core/storage/usable-providers.ts';
import { exchangeCode, identify } from './authenticate.ts';
import { errorResponseProblem } from './error-response.ts';
import type { CallbackPorts, OpenLogin } from './ports.ts';
import { provision } from './provision.ts';
import { recordRefusal } from './record-refusal.ts';

/**
 * `GET` and `POST /callback/{provider}`: finishes a login. A POST with a `logout_token` is handled as a back-channel
 * logout instead, for providers that send logout tokens to the redirect URI.
 */
export async function callback(request: Request, ports: CallbackPorts, deadline: Deadline): Promise<Response> {
  const form = readForm(request);
  const isLogout = form?.has('logout_token') === true;
  const provider = isLogout ? ports.logoutProvider(request.provider) : ports.provider(request.provider);
  if (provider === undefined) throw new Problem('unknown_provider', 'no such provider');
  if (form !== undefined && isLogout) return handleLogoutToken(request, form, provider, ports, deadline);

  try {
    const parameters = request.method === 'POST' ? form : request.query;
    if (parameters === undefined) throw new Problem('invalid_callback', 'a POST without a form');
    const state = readStateParameter(parameters);
    const attempt = await findAttempt(request, state, ports);
    if (attempt !== undefined) return await finish(parameters, { request, attempt, provider, ports, deadline });
    readResponse(request, parameters, provider);
    return await repeated(request, state, ports);
  } catch (error) {
    throw error instanceof Refusal ? error : asProblem(error).with({ provider: provider.settings.name }, unverified);
  }
}

/**
 * Finds the login attempt with this `state` in the browser's cookies.
 * @returns undefined if this browser has no such attempt, or the attempt's cookie has expired.
 */
async function findAttempt(request: Request, state: string, ports: CallbackPorts): Promise<Attempt | undefined> {
  const name = attemptCookieName(state, ports.site.cookies);
  const value = singleCookie(request.cookieHeader, name);
  if (value === undefined) return undefined;
  const keyring = await ports.sessionKeys.keyringFor('login attempt', sealedAttempt(value));
  const attempt = openAttempt(name, value, keyring);
  return attempt?.state === state ? attempt : undefined;
}

/**
 * Responds to a callback whose login attempt this browser no longer has, for example after a reload. If the attempt was
 * consumed before and the browser is signed in by now, the response is a redirect. Its target is the login's `returnTo`
 * only if that login opened the current session. Otherwise the target is the start page: an attacker may have sent this
 * person the `state` of another login (login CSRF).
 * @throws Problem `login_not_found` if the attempt was never consumed, or nobody is signed in.
 */
async function repeated(request: Request, state: string, ports: CallbackPorts): Promise<Response> {
  const hash = stateHash(state);
  const current = await checkSession(request, ports);
  const returnTo = current && (await consumedAttemptReturnTo(ports.table, hash));
  if (returnTo === undefined) throw new Problem('login_not_found', 'no such login attempt in this browser');
  return redirect(303, current?.session.attempt === hash ? returnTo : '/');
}

/**
 * Finishes a login attempt of this browser. The attempt's cookie is cleared in any case. A malformed response is
 * refused before the table records the attempt as used.
 */
async function finish(parameters: URLSearchParams, login: OpenLogin): Promise<Response> {
  const { request, attempt, provider, ports } = login;
  const { cookies } = ports.site;
  const { responseMode } = provider.settings;
  const cleared = clearAttempt(attemptCookieName(attempt.state, cookies), cookies, sameSiteFor(responseMode));
  let isVerified = false;
  try {
    checkAttempt(login);
    const response = readResponse(request, parameters, provider);
    const permitted = Promise.allSettled([permit(response, login)]);
    if (!(await consumeOnce(login))) return withCookies(await repeated(request, attempt.state, ports), [cleared]);
    const [permission] = await permitted;
    if (permission.status === 'rejected') throw permission.reason;
    if (response.code === undefined) throw new Error('an error response was permitted');
    const { metadata, isIssuerRecorded } = permission.value;
    const verified = await exchangeCode(response.code, login);
    isVerified = true;
    const identity = await identify(verified, login, metadata.endSessionEndpoint);
    return redirect(303, attempt.returnTo, [...(await provision(identity, login, isIssuerRecorded)), cleared]);
  } catch (error) {
    const { provider: name, returnTo, link } = attempt;
    const about = { provider: name, returnTo, ...(link !== undefined && { linking: true }) };
    const problem = asProblem(error).with(about, isVerified ? {} : unverified);
    // Only what is refused to somebody whom the provider has authenticated is audited. Anybody can start logins and
    // make codes up, and would fill the audit log with them.
    if (isVerified) await recordRefusal(problem, login);
    throw new Refusal(problem, [cleared]);
  }
}

function checkAttempt({ attempt, provider, ports }: OpenLogin): void {
  if (attempt.provider !== provider.settings.name)
    throw new Problem('invalid_callback', 'login attempt belongs to another provider');
  if (!isOpen(attempt, ports.clock())) throw new Problem('login_not_found', 'the login attempt has expired');
}

function consumeOnce({ request, attempt, ports }: OpenLogin): Promise<boolean> {
  return consumeAttempt(ports.table, {
    stateHash: stateHash(attempt.state),
    returnTo: attempt.returnTo,
    requestId: request.requestId,
    until: attempt.startedAt + attemptSeconds * 1000,
  });
}

/**
 * Parses the authorization response, before anything is read from the table or the provider. A malformed response
 * cannot come from a genuine login, so it does not consume the attempt.
 * @throws Problem `invalid_callback`.
 */
function readResponse(request: Request, parameters: URLSearchParams, provider: Provider): AuthorizationResponse {
  if ((provider.settings.responseMode === 'form_post') !== (request.method === 'POST')) {
    throw new Problem('invalid_callback', 'unexpected response_mode');
  }
  return parseAuthorizationResponse(parameters);
}

/** What is known once the authorization code may be sent to the provider. */
interface Permission {
  /** The provider's metadata; its endpoints equal those that the login attempt stored at its start. */
  readonly metadata: ProviderMetadata;
  /** Whether the table records to which issuer the identities of the provider's name belong. */
  readonly isIssuerRecorded: boolean;
}

/**
 * Checks whether the authorization code may be sent to the provider. Meanwhile the login attempt is consumed. A wrong
 * `iss`, or a missing `iss` that the metadata promises, may be a mix-up attack on this login (RFC 9207 section 2.4).
 * Then nothing is read from or sent to the provider, but the attempt is consumed.
 */
async function permit(response: AuthorizationResponse, login: OpenLogin): Promise<Permission> {
  const { attempt, provider, ports } = login;
  const { issuer, tenants } = provider.settings;
  checkResponseIssuer(response, issuer, attempt.issExpected, tenants);
  if (response.code === undefined) throw await errorResponseProblem(response, login);
  provider.prepare();
  const usable = requireUsableProvider(ports.table, provider.settings);
  const [recorded, metadata] = await Promise.allSettled([usable, requirePinnedEndpoints(attempt, provider)]);
  if (recorded.status === 'rejected') throw recorded.reason;
  if (metadata.status === 'rejected') throw metadata.reason;
  return { metadata: metadata.value, isIssuerRecorded: recorded.value !== undefined };
}
