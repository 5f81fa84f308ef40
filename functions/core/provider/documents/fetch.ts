import { deadlineIn } from '../../base/deadline.ts';
import { Problem } from '../../errors.ts';
import type { CallProvider } from '../http-client.ts';

/** Time limit of a fetch. Many requests share one, so it has none of their deadlines. */
const timeoutMs = 4000;

/**
 * Fetches a public document of a provider: its metadata or its JWKS.
 * @returns The body.
 * @throws Problem `temporarily_unavailable` if it cannot be fetched: no login can begin or be verified without it, which
 * is not the login's fault.
 */
export async function fetchDocument(call: CallProvider, url: string, clock: () => number): Promise<string> {
  const answer = await call({ method: 'GET', url }, deadlineIn(timeoutMs, clock)).catch((cause: unknown) => {
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
