import type { Problem } from '../core/errors.ts';
import { type AuthorizationResponse, problemOfErrorResponse } from '../core/oidc/authorization-response.ts';
import { disabledProviders } from '../core/storage/provider-switches.ts';
import type { OpenLogin } from './ports.ts';

/** The parts of an open login that are needed here. */
interface Declinable {
  readonly attempt: Pick<OpenLogin['attempt'], 'link' | 'silent'>;
  readonly ports: Pick<OpenLogin['ports'], 'site' | 'table'>;
}

/** The problem of an error response. A person who declined chooses again, so it has the providers that are switched off. */
export async function errorResponseProblem(
  { error = '' }: Pick<AuthorizationResponse, 'error'>,
  { attempt, ports }: Declinable,
): Promise<Problem> {
  const problem = problemOfErrorResponse(error, attempt.silent === true);
  if (problem.code !== 'access_denied' || attempt.link !== undefined) return problem;
  try {
    const names = ports.site.providers.map(({ name }) => name);
    return problem.with({ switchedOff: [...(await disabledProviders(ports.table, names))] });
  } catch {
    // Without the switches the page still explains the problem, but offers no provider.
    return problem;
  }
}
