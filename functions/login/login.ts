import type { Deadline } from '../core/base/deadline.ts';
import { Problem } from '../core/errors.ts';
import type { UseCase } from '../core/http/adapt.ts';
import { overrideMethod } from '../core/http/method-override.ts';
import type { Request } from '../core/http/request.ts';
import type { Response } from '../core/http/response.ts';
import { link } from './link.ts';
import type { LoginPorts } from './ports.ts';
import { showSignIn } from './sign-in-page.ts';
import { startInitiatedLogin, startLogin } from './start.ts';
import { unlink } from './unlink.ts';

const useCases = new Map<string, UseCase<LoginPorts>>([
  ['GET /login', openSignIn],
  ['GET /login/{provider}', startLogin],
  ['POST /account/providers/{provider}', link],
  ['DELETE /account/providers/{provider}', unlink],
]);

/**
 * `GET /login`: shows the sign-in page. If the request has an `iss` parameter, it starts a third-party initiated login
 * instead.
 */
async function openSignIn(request: Request, ports: LoginPorts, deadline: Deadline): Promise<Response> {
  return request.query.has('iss') ? startInitiatedLogin(request, ports, deadline) : showSignIn(request, ports);
}

/** Router of the login function: sign-in page, start of a login, linking and unlinking of providers. */
export const login: UseCase<LoginPorts> = async (request, ports, deadline) => {
  const asked = overrideMethod(request, useCases);
  const useCase = useCases.get(asked.routeKey);
  if (useCase === undefined) throw new Problem('not_found', 'no such route of this handler');
  return useCase(asked, ports, deadline);
};
