import { deadlineIn } from '../../base/deadline.ts';
import { Problem } from '../../errors.ts';
import type { CallProvider } from '../http-client.ts';

/** Milliseconds. A read is shared by many requests, so none of their deadlines is its own. */
const timeLimit = 4000;

/**
 * Reads a public document of a provider: its metadata or its key set.
 * @returns The body.
 * @throws Problem `temporarily_unavailable` where it cannot be had: without it no login can begin or be judged, and it
 * is no fault of the login.
 */
export async function readDocument(call: CallProvider, url: string, clock: () => number): Promise<string> {
  const answer = await call({ method: 'GET', url }, deadlineIn(timeLimit, clock)).catch((cause: unknown) => {
    if (cause instanceof Problem && cause.code === 'provider_unreachable') throw unavailable(url, { cause });
    throw cause;
  });
  if (answer.status !== 200) throw unavailable(url, { status: answer.status });
  return answer.body;
}

function unavailable(url: string, { cause, ...log }: { cause?: unknown; status?: number }): Problem {
  return new Problem('temporarily_unavailable', 'a document of the provider cannot be read', {
    log: { url, ...log },
    cause,
  });
}
