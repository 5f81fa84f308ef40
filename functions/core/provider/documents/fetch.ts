import { deadlineIn } from '../../base/deadline.ts';
import { Problem } from '../../errors.ts';
import type { CallProvider } from '../http-client.ts';

/** Time limit of a fetch. Many requests may wait for the same fetch, so it follows no single request's deadline. */
const timeoutMs = 4000;

/**
 * Fetches a public document of a provider: its discovery document or its JWKS.
 * @returns The body.
 * @throws Problem `temporarily_unavailable` if the provider does not respond, or not with status 200. Without the
 * document no login can start or be verified, but a later attempt may succeed.
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
