import type { Request } from '../core/http/request.ts';
import { type Response, redirect } from '../core/http/response.ts';
import { accountPath } from '../core/http/site.ts';
import type { SessionPorts } from './ports.ts';

/** `GET /`: on to where a login leads that was started without `return_to`, which is the account page unless configured. */
export async function home(_request: Request, { settings }: SessionPorts): Promise<Response> {
  return redirect(302, settings.landingPage ?? accountPath());
}
