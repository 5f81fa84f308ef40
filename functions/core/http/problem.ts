import type { Problem } from '../errors.ts';
import { problemPage, problemText } from '../pages/index.ts';
import type { Representation } from './accept.ts';
import { htmlResponse, providerOrigins, signInResponse } from './page-responses.ts';
import type { Request } from './request.ts';
import { json, type Response, withHeaders } from './response.ts';
import {
  accountPath,
  findProvider,
  loginPath,
  reauthenticationPath,
  type Site,
  signInPath,
  withoutProviders,
} from './site.ts';

/** Value of the Retry-After header of `temporarily_unavailable`, in seconds. */
const retryAfter = '5';

/**
 * Creates the response to a refused request: a page that says what to do next, or a problem document (RFC 9457) with a
 * stable `code`. A person who declined at the provider gets the sign-in page again, with an alert. If it is unknown
 * which providers are switched off, that person gets the problem page instead.
 */
export function problemResponse(problem: Problem, request: Request, site: Site, as: Representation): Response {
  const response = as === 'json' ? problemDocument(problem, site) : problemHtml(problem, request, site);
  return withHeaders(response, problemHeaders(problem));
}

function problemHeaders({ code, details }: Problem): Readonly<Record<string, string>> {
  if (code === 'temporarily_unavailable') return { 'retry-after': retryAfter };
  return code === 'method_not_allowed' ? { allow: (details.allow ?? []).join(', ') } : {};
}

function problemDocument({ code, status, details }: Problem, site: Site): Response {
  const { title, detail } = problemText(code, details, findProvider(site, details.provider)?.label);
  const document = { type: `urn:postern:problem:${code}`, title, status, detail, code };
  // Members that are undefined do not appear in the JSON.
  const extensions = {
    claim: details.claim,
    requested_at: details.requestedAt,
    not_before: details.notBefore,
    sign_in: details.reauthentication?.map((one) => ({
      provider: one.provider,
      url: `${site.baseUrl}${reauthenticationPath(one)}`,
    })),
  };
  return json(status, { ...document, ...extensions }, 'application/problem+json');
}

function problemHtml({ code, status, details }: Problem, request: Request, site: Site): Response {
  const provider = findProvider(site, details.provider);
  const { switchedOff } = details;
  if (code === 'access_denied' && details.linking !== true && switchedOff !== undefined) {
    const { title, detail } = problemText(code, details, provider?.label);
    const open = withoutProviders(site, switchedOff);
    return signInResponse(status, open, details.returnTo, { tone: 'alert', title, text: detail });
  }
  const page = problemPage({
    code,
    details,
    ...(provider && { providerLabel: provider.label, startAgainHref: loginPath(provider.name, details.returnTo) }),
    signInHref: signInPath(details.returnTo),
    accountHref: accountPath(),
    reauthentication: (details.reauthentication ?? []).map((one) => ({
      href: reauthenticationPath(one),
      text: `Sign in again with ${findProvider(site, one.provider)?.label ?? one.provider}`,
    })),
    requestId: request.requestId,
  });
  return htmlResponse(status, page, providerOrigins(site));
}
