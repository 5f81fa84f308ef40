import { type Deadline, deadlineIn, within } from '../base/deadline.ts';
import { describeCauses, type Log } from '../base/log.ts';
import { Problem } from '../errors.ts';
import { preferredRepresentation, type Representation } from './accept.ts';
import { toHttpApiResult } from './headers.ts';
import { problemResponse } from './problem.ts';
import { checkSize, type HttpApiEvent, type Request, requestFrom } from './request.ts';
import { type HttpApiResult, type Response, withCookies, withHeaders } from './response.ts';
import type { Site } from './site.ts';

/** The dependencies that `adapt` itself uses, which every function behind the HTTP API has. */
export interface HandlerPorts {
  readonly site: Site;
  readonly log: Log;
}

/** A use case: handles a request and returns the response. It throws Problem to refuse the request. */
export type UseCase<Ports> = (request: Request, ports: Ports, deadline: Deadline) => Promise<Response>;

/** An error that carries a problem, and the Set-Cookie values for the problem's response. */
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
 * Time limits of a request, in milliseconds. After `response`, a response is sent even if the use case has not
 * finished. Work under way cannot be cancelled then. So use cases start nothing, such as a write, that might end after
 * `deadline`.
 */
const limits = { deadline: 9000, response: 9500 };

/** Options of `adapt`. */
export interface HandlerOptions {
  /** Representation of problems if the Accept header prefers neither HTML nor JSON; HTML by default. */
  readonly fallback?: (path: string) => Representation;
  /** Returns headers to add to every response, including responses to refused requests. */
  readonly headers?: (request: Request, site: Site) => Readonly<Record<string, string>>;
}

/**
 * Creates a Lambda handler from a use case. The handler parses the event, limits the time, and adds the headers of
 * every response. A refusal is logged once and becomes an HTML page or a problem document. An unforeseen error becomes
 * `internal_error`, and its cause appears only in the log.
 * @param compose Creates the dependencies, once per Lambda instance. If it fails, the next invocation calls it again.
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

/**
 * Converts an error to a problem. An unforeseen error is a mistake in our code, which a retry does not mend, so it
 * becomes `internal_error`.
 */
export function asProblem(error: unknown): Problem {
  return error instanceof Problem ? error : new Problem('internal_error', 'unforeseen error', { cause: error });
}

/**
 * Log level of a refusal. Requests without a session or route are routine (`info`), other refusals may show a
 * misconfiguration or an attack (`warn`), and failures (`error`) raise an alarm. A refusal that anybody's request alone
 * can bring about is no failure.
 */
function levelOf({ status, byRequest }: Problem): 'info' | 'warn' | 'error' {
  if (status >= 500) return byRequest ? 'warn' : 'error';
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
