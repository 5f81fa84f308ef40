import type { ProviderSettings } from '../../contract/provider-settings.ts';
import { Problem } from '../../errors.ts';
import type { AssertionPorts } from '../../oidc/client-auth/client-assertion.ts';
import { isInvalidClient, isRequestRejected, type ProviderAnswer } from '../../oidc/token-response.ts';
import type { SecretValue } from '../../secrets/port.ts';
import { clientCredentialFor, sameCredential } from './value.ts';
import type { ClientSecretVersions, SecretCandidate } from './versions.ts';

/** What a client secret is used for. */
export type SecretUse = 'authenticate' | 'verify';

/** Notes that another version served than the current one: it tells operators how far a change of the secret is. */
export type RecordFallback = (provider: string, use: SecretUse, served: SecretCandidate) => Promise<void>;

/** What authenticating takes of the world. */
export interface AuthenticationPorts extends AssertionPorts {
  readonly recordFallback: RecordFallback;
}

/** Authenticates the client at the provider's endpoints. */
export interface ClientAuthentication {
  /**
   * Makes a call with the current client secret, or with an assertion that is made for it. Where the provider refuses that, the versions that may have taken its
   * place are tried, each once; whatever else the provider answers is the answer.
   * @param endpoint URL of the endpoint that is called.
   * @throws Problem `temporarily_unavailable`.
   */
  call(endpoint: string, post: (presented: string) => Promise<ProviderAnswer>): Promise<ProviderAnswer>;
}

export function createClientAuthentication(
  settings: ProviderSettings,
  versions: ClientSecretVersions,
  ports: AuthenticationPorts,
): ClientAuthentication {
  /** What was accepted in the place of a version that still is the current one: tried first while it is. */
  let accepted: { readonly over: string; readonly instead: SecretCandidate } | undefined;

  async function* candidates(current: SecretCandidate): AsyncGenerator<SecretCandidate> {
    if (accepted?.over === current.version.id) yield accepted.instead;
    yield current;
    yield* versions.fallbacks(current);
  }
  /** The candidates without those that would be presented as another one was before them. */
  async function* distinct(current: SecretCandidate): AsyncGenerator<SecretCandidate> {
    const seen: SecretValue[] = [];
    for await (const candidate of candidates(current)) {
      const { value } = candidate.version;
      if (!seen.some((known) => sameCredential(known, value, settings))) yield candidate;
      seen.push(value);
    }
  }
  /** What they present. One that makes nothing is passed over: where the algorithm changes, the key that fits is staged. */
  async function* presentable(
    current: SecretCandidate,
    endpoint: string,
  ): AsyncGenerator<{ readonly candidate: SecretCandidate; readonly presented: string }> {
    let problem: unknown;
    let isAny = false;
    for await (const candidate of distinct(current)) {
      const presented = attempt(() => clientCredentialFor(candidate.version.value, settings, endpoint, ports));
      if (presented instanceof Problem) {
        problem ??= presented;
      } else {
        isAny = true;
        yield { candidate, presented };
      }
    }
    if (!isAny) throw problem;
  }
  const accept = async (candidate: SecretCandidate, current: SecretCandidate, isFirst: boolean): Promise<void> => {
    accepted = candidate === current ? undefined : { over: current.version.id, instead: candidate };
    // A newer one is the current one, which this instance has only not read by itself yet.
    const isFallback = candidate.stage === 'newer' ? !isFirst : candidate !== current;
    if (isFallback) await ports.recordFallback(settings.name, 'authenticate', candidate);
  };

  return {
    async call(endpoint, post) {
      const current = await versions.current();
      let refused: ProviderAnswer | undefined;
      for await (const { candidate, presented } of presentable(current, endpoint)) {
        const answer = await post(presented);
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

/** Whether the endpoint gave what it was asked for: tokens, or a place for a pushed request (RFC 9126 section 2.2). */
function isAccepted({ status }: ProviderAnswer): boolean {
  return status === 200 || status === 201;
}
