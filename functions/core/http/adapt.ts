import { Problem } from '../errors.ts';
import { describeCauses, type Log } from '../log.ts';
import { preferred, type Representation } from './accept.ts';
import { toHttpApiResult } from './headers.ts';
import { problemResponse } from './problem.ts';
import { type HttpApiEvent, type Request, requestFrom } from './request.ts';
import { type HttpApiResult, type Response, withCookies } from './response.ts';
import type { Site } from './site.ts';

/** What every door has. */
export interface DoorPorts {
  readonly site: Site;
  readonly log: Log;
}

/** A use case: a request in, a response out; refusals are thrown as Problem. */
export type UseCase<Ports> = (request: Request, ports: Ports) => Promise<Response>;

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

/** Milliseconds. Whatever hangs, the person is told within ten seconds. */
const timeLimit = 9000;

/**
 * Makes a Lambda handler of a use case: reads the event, bounds the time, turns every refusal into a response and logs it
 * once, and adds the headers that every response carries. An error that nobody foresaw is answered as
 * `temporarily_unavailable`, with what it was in the log alone.
 * @param compose Makes the ports; called once per instance, again where it failed.
 * @param otherwise How to answer a client that names neither HTML nor JSON.
 */
export function adapt<Ports extends DoorPorts>(
  compose: () => Ports,
  useCase: UseCase<Ports>,
  otherwise: (path: string) => Representation = () => 'html',
): (event: HttpApiEvent) => Promise<HttpApiResult> {
  let composed: Ports | undefined;
  return async (event) => {
    composed ??= compose();
    const ports = composed;
    const answer = await withinTime(async () => useCase(requestFrom(event), ports)).catch((error: unknown) => {
      const request = requestFrom({ ...event, body: '', rawQueryString: '' });
      const { problem, cookies } = asRefusal(error);
      logRefusal(ports.log, problem, request);
      const as = preferred(request.headers['accept'], otherwise(request.path));
      return withCookies(problemResponse(problem, request, ports.site, as), cookies);
    });
    return toHttpApiResult(answer);
  };
}

async function withinTime(work: () => Promise<Response>): Promise<Response> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Problem('temporarily_unavailable', 'the request took too long')), timeLimit);
  });
  return Promise.race([work(), limit]).finally(() => clearTimeout(timer));
}

function asRefusal(error: unknown): { problem: Problem; cookies: readonly string[] } {
  if (error instanceof Refusal) return error;
  return { problem: asProblem(error), cookies: [] };
}

/** The problem an error stands for; one that nobody foresaw is `temporarily_unavailable`. */
export function asProblem(error: unknown): Problem {
  return error instanceof Problem
    ? error
    : new Problem('temporarily_unavailable', 'unforeseen error', { cause: error });
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
