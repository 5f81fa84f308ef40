import type { Problem } from '../core/errors.ts';
import { type AuthorizationResponse, problemOfErrorResponse } from '../core/oidc/authorization-response.ts';
import { disabledProviders } from '../core/storage/provider-switches.ts';
import type { OpenLogin } from './ports.ts';

/** What of an open login matters here. */
interface Declinable {
  readonly attempt: Pick<OpenLogin['attempt'], 'link' | 'silent'>;
  readonly ports: Pick<OpenLogin['ports'], 'site' | 'table'>;
}

/** The problem of an error response. Who said no chooses anew, so it tells which providers are switched off. */
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
    // Without the switches a person is still told what happened, on a page that offers no provider.
    return problem;
  }
}
