import { type Deadline, deadlineIn, within } from '../base/deadline.ts';
import { describeCauses, type Log } from '../base/log.ts';
import { Problem } from '../errors.ts';
import { preferredRepresentation, type Representation } from './accept.ts';
import { toHttpApiResult } from './headers.ts';
import { problemResponse } from './problem.ts';
import { checkSize, type HttpApiEvent, type Request, requestFrom } from './request.ts';
import { type HttpApiResult, type Response, withCookies, withHeaders } from './response.ts';
import type { Site } from './site.ts';

/** What every handler needs. */
export interface HandlerPorts {
  readonly site: Site;
  readonly log: Log;
}

/** A use case: maps a request to a response, and throws refusals as Problem. */
export type UseCase<Ports> = (request: Request, ports: Ports, deadline: Deadline) => Promise<Response>;

/** A refusal that also sets or clears cookies. */
export class Refusal extends Error {
  readonly problem: Problem;
  readonly cookies: readonly string[];

  constructor(problem: Problem, cookies: readonly string[]) {
    super(problem.message, { cause: problem });
    this.problem = problem;
    this.cookies = cookies;
  }
}

/**
 * Milliseconds: the deadline that use cases plan by, and the time limit of the response. Work cannot be cancelled, so use
 * cases start nothing that the deadline leaves no time for.
 */
const limits = { deadline: 9000, response: 9500 };

/** Options of a handler. */
export interface HandlerOptions {
  /** Representation for a client that accepts HTML and JSON alike; HTML by default. */
  readonly fallback?: (path: string) => Representation;
  /** Headers of every response, problems included. */
  readonly headers?: (request: Request, site: Site) => Readonly<Record<string, string>>;
}

/**
 * Makes a Lambda handler of a use case. It parses the event, limits the time, logs every refusal once and turns it into a
 * response, and adds the headers of every response. An unforeseen error becomes `internal_error`; only the log has its
 * cause.
 * @param compose Creates the ports; called once per instance, and again if it failed.
 */
export function adapt<Ports extends HandlerPorts>(
  compose: () => Ports,
  useCase: UseCase<Ports>,
  { fallback = () => 'html', headers = () => ({}) }: HandlerOptions = {},
): (event: HttpApiEvent) => Promise<HttpApiResult> {
  let composed: Ports | undefined;
  return async (event) => {
    composed ??= compose();
    const ports = composed;
    const deadline = deadlineIn(limits.deadline, Date.now);
    const request = requestFrom(event);
    const work = async () => useCase(checkSize(request), ports, deadline);
    const answer = await within(work(), limits.response, tookTooLong).catch((error: unknown) => {
      const { problem, cookies } = asRefusal(error);
      logRefusal(ports.log, problem, request);
      const as = preferredRepresentation(request.headers['accept'], fallback(request.path));
      return withCookies(problemResponse(problem, request, ports.site, as), cookies);
    });
    return toHttpApiResult(withHeaders(answer, headers(request, ports.site)));
  };
}

function tookTooLong(): never {
  throw new Problem('temporarily_unavailable', 'the request took too long');
}

function asRefusal(error: unknown): Refusal {
  return error instanceof Refusal ? error : new Refusal(asProblem(error), []);
}

/** The error as a problem: an unforeseen one is our mistake (`internal_error`), which no retry mends. */
export function asProblem(error: unknown): Problem {
  return error instanceof Problem ? error : new Problem('internal_error', 'unforeseen error', { cause: error });
}

/** Requests without a session or route are routine, other refusals worth a look, failures worth an alarm. */
function levelOf({ status }: Problem): 'info' | 'warn' | 'error' {
  if (status >= 500) return 'error';
  return status === 401 || status === 404 || status === 405 ? 'info' : 'warn';
}

function logRefusal(log: Log, problem: Problem, request: Request): void {
  log(levelOf(problem), 'request_refused', {
    code: problem.code,
    reason: problem.message,
    provider: problem.details.provider,
    claim: problem.details.claim,
    ...problem.log,
    causes: describeCauses(problem.cause),
    method: request.method,
    path: request.path,
    requestId: request.requestId,
    sourceIp: request.sourceIp,
  });
}
