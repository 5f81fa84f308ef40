import type { Problem } from '../core/errors.ts';
import { type AuthorizationResponse, problemOfErrorResponse } from '../core/oidc/authorization-response.ts';
import { unusableProviders } from '../core/storage/usable-providers.ts';
import type { OpenLogin } from './ports.ts';

/** The parts of an open login that `errorResponseProblem` reads. */
interface Declinable {
  readonly attempt: Pick<OpenLogin['attempt'], 'link' | 'silent'>;
  readonly ports: Pick<OpenLogin['ports'], 'site' | 'table'>;
}

/**
 * Maps an OAuth error response to a problem. After `access_denied` the person sees the sign-in page again. So the
 * problem's details name the switched-off providers, for which that page has no buttons.
 */
export async function errorResponseProblem(
  { error = '' }: Pick<AuthorizationResponse, 'error'>,
  { attempt, ports }: Declinable,
): Promise<Problem> {
  const problem = problemOfErrorResponse(error, attempt.silent === true);
  if (problem.code !== 'access_denied' || attempt.link !== undefined) return problem;
  try {
    return problem.with({ switchedOff: [...(await unusableProviders(ports.table, ports.site.providers))] });
  } catch {
    // If the switches cannot be read, the page still explains the problem, but has no buttons for providers.
    return problem;
  }
}
