import type { Deadline } from '../../base/deadline.ts';
import type { ProviderSettings } from '../../contract/provider-settings.ts';
import { Problem } from '../../errors.ts';
import { authenticatedRequest } from '../../oidc/client-auth/authenticated-request.ts';
import type { AssertionPorts } from '../../oidc/client-auth/client-assertion.ts';
import { isInvalidClient, isRequestRejected, type ProviderAnswer } from '../../oidc/token-response.ts';
import type { SecretValue } from '../../secrets/port.ts';
import type { CallProvider } from '../http-client.ts';
import { clientCredentialFor, sameCredential } from './value.ts';
import type { ClientSecretVersions, SecretCandidate } from './versions.ts';

/** What a client secret is used for. */
export type SecretUse = 'authenticate' | 'verify';

/** Records that another version than the current one served, so that operators see how far a rotation is. */
export type RecordFallback = (provider: string, use: SecretUse, served: SecretCandidate) => Promise<void>;

/** Clock, randomness and the record of fallbacks. */
export interface AuthenticationPorts extends AssertionPorts {
  readonly recordFallback: RecordFallback;
}

/** Calls the provider's endpoints at which the client authenticates. */
export interface AuthenticatedClient {
  /**
   * Sends a form, authenticated by the current client secret or by an assertion made for it. If the provider refuses the
   * client, it is sent again with each version that may have replaced the current one; any other answer is returned.
   * @throws Problem `temporarily_unavailable`, or what the call throws.
   */
  post(endpoint: string, fields: Readonly<Record<string, string>>, deadline: Deadline): Promise<ProviderAnswer>;
}

/** Creates the client that authenticates at a provider's endpoints. */
export function createAuthenticatedClient(
  settings: ProviderSettings,
  versions: ClientSecretVersions,
  call: CallProvider,
  ports: AuthenticationPorts,
): AuthenticatedClient {
  /** The version that was accepted in place of the current one; tried first until another one is current. */
  let accepted: { readonly over: string; readonly instead: SecretCandidate } | undefined;

  async function* candidates(current: SecretCandidate): AsyncGenerator<SecretCandidate> {
    if (accepted?.over === current.version.id) yield accepted.instead;
    yield current;
    yield* versions.fallbacks(current);
  }
  /** The candidates without those that present the same credential as one before them. */
  async function* distinct(current: SecretCandidate): AsyncGenerator<SecretCandidate> {
    const seen: SecretValue[] = [];
    for await (const candidate of candidates(current)) {
      const { value } = candidate.version;
      if (!seen.some((known) => sameCredential(known, value, settings))) yield candidate;
      seen.push(value);
    }
  }
  /** Their credentials. A version that makes none is skipped: while the algorithm changes, the key that fits is staged. */
  async function* credentials(
    current: SecretCandidate,
    endpoint: string,
  ): AsyncGenerator<{ readonly candidate: SecretCandidate; readonly credential: string }> {
    let problem: unknown;
    let isAny = false;
    for await (const candidate of distinct(current)) {
      const credential = attempt(() => clientCredentialFor(candidate.version.value, settings, endpoint, ports));
      if (credential instanceof Problem) {
        problem ??= credential;
      } else {
        isAny = true;
        yield { candidate, credential };
      }
    }
    if (!isAny) throw problem;
  }
  const accept = async (candidate: SecretCandidate, current: SecretCandidate, isFirst: boolean): Promise<void> => {
    accepted = candidate === current ? undefined : { over: current.version.id, instead: candidate };
    // A newer version is the current one, which this instance has not read yet.
    const isFallback = candidate.stage === 'newer' ? !isFirst : candidate !== current;
    if (isFallback) await ports.recordFallback(settings.name, 'authenticate', candidate);
  };

  return {
    async post(endpoint, fields, deadline) {
      const current = await versions.current();
      let refused: ProviderAnswer | undefined;
      for await (const { candidate, credential } of credentials(current, endpoint)) {
        const answer = await call(authenticatedRequest(endpoint, settings, credential, fields), deadline);
        if (!isInvalidClient(answer)) {
          if (isAccepted(answer) || isRequestRejected(answer)) await accept(candidate, current, refused === undefined);
          return answer;
        }
        refused = answer;
      }
      if (refused === undefined) throw new Error('there is a current version to try');
      return refused;
    },
  };
}

function attempt(make: () => string): string | Problem {
  try {
    return make();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

/** Whether the endpoint granted the request: tokens, or a pushed request's URI (RFC 9126 section 2.2). */
function isAccepted({ status }: ProviderAnswer): boolean {
  return status === 200 || status === 201;
}
