import { type Deadline, deadlineIn, within } from '../base/deadline.ts';
import { describeCauses, type Log } from '../base/log.ts';
import { Problem } from '../errors.ts';
import { preferredRepresentation, type Representation } from './accept.ts';
import { toHttpApiResult } from './headers.ts';
import { problemResponse } from './problem.ts';
import { checkSize, type HttpApiEvent, type Request, requestFrom } from './request.ts';
import { type HttpApiResult, type Response, withCookies, withHeaders } from './response.ts';
import type { Site } from './site.ts';

/** What every door has. */
export interface HandlerPorts {
  readonly site: Site;
  readonly log: Log;
}

/** A use case: a request in, a response out; refusals are thrown as Problem. */
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
 * Milliseconds: the deadline that use cases plan by, and when the person is told whatever hangs. What has been begun then
 * cannot be called back, so nothing is begun that the deadline does not leave time for.
 */
const limits = { deadline: 9000, answer: 9500 };

/** What differs from door to door. */
export interface HandlerOptions {
  /** How to answer a client that names neither HTML nor JSON. */
  readonly otherwise?: (path: string) => Representation;
  /** Headers of every answer, problems included. */
  readonly headers?: (request: Request, site: Site) => Readonly<Record<string, string>>;
}

/**
 * Makes a Lambda handler of a use case: reads the event, bounds the time, turns every refusal into a response and logs it
 * once, and adds the headers that every response carries. An error that nobody foresaw is answered as `internal_error`, with
 * what it was in the log alone.
 * @param compose Makes the ports; called once per instance, again where it failed.
 */
export function adapt<Ports extends HandlerPorts>(
  compose: () => Ports,
  useCase: UseCase<Ports>,
  { otherwise = () => 'html', headers = () => ({}) }: HandlerOptions = {},
): (event: HttpApiEvent) => Promise<HttpApiResult> {
  let composed: Ports | undefined;
  return async (event) => {
    composed ??= compose();
    const ports = composed;
    const deadline = deadlineIn(limits.deadline, Date.now);
    const request = requestFrom(event);
    const work = async () => useCase(checkSize(request), ports, deadline);
    const answer = await within(work(), limits.answer, tookTooLong).catch((error: unknown) => {
      const { problem, cookies } = asRefusal(error);
      logRefusal(ports.log, problem, request);
      const as = preferredRepresentation(request.headers['accept'], otherwise(request.path));
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

/** The problem an error stands for; one that nobody foresaw is a mistake of ours, which waiting does not mend. */
export function asProblem(error: unknown): Problem {
  return error instanceof Problem ? error : new Problem('internal_error', 'unforeseen error', { cause: error });
}

/** Asking for what is not there is daily business, a refusal worth a look, a failure worth an alarm. */
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
