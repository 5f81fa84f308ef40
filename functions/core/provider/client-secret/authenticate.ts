import type { Deadline } from '../../base/deadline.ts';
import type { ProviderSettings } from '../../contract/provider-settings.ts';
import { bindingOf } from '../../contract/secret-binding.ts';
import { Problem } from '../../errors.ts';
import { authenticatedRequest } from '../../oidc/client-auth/authenticated-request.ts';
import type { AssertionPorts } from '../../oidc/client-auth/client-assertion.ts';
import { isInvalidClient, isRequestRejected, type ProviderAnswer } from '../../oidc/token-response.ts';
import type { SecretValue } from '../../secrets/port.ts';
import type { CallProvider } from '../http-client.ts';
import { clientCredentialFor, sameCredential } from './value.ts';
import type { ClientSecretVersions, SecretCandidate } from './versions.ts';

/** What a client secret is used for: to authenticate our client, or to verify the provider's tokens (HMAC). */
export type SecretUse = 'authenticate' | 'verify';

/**
 * Records a fallback, which means that a version of the client secret other than the current one was accepted.
 * Operators see from these records how far a rotation has come.
 */
export type RecordFallback = (provider: string, use: SecretUse, served: SecretCandidate) => Promise<void>;

/** Clock and randomness for client assertions, and the record of fallbacks. */
export interface AuthenticationPorts extends AssertionPorts {
  readonly recordFallback: RecordFallback;
}

/**
 * Client for those of the provider's endpoints at which Postern must authenticate itself, such as the token endpoint.
 */
export interface AuthenticatedClient {
  /**
   * Posts a form, authenticated with the current client secret or with a client assertion made from it. If the provider
   * refuses the client, the form is posted again with each version that may have replaced the current one. Any other
   * response is returned. If the provider refuses every version, its last response is returned.
   * @throws Problem `temporarily_unavailable` if no usable client secret is stored, or what the HTTP client throws.
   */
  post(endpoint: string, fields: Readonly<Record<string, string>>, deadline: Deadline): Promise<ProviderAnswer>;
}

/**
 * Creates the client that authenticates at a provider's endpoints.
 * @param versions The versions of the client secret to try.
 * @param call Sends a request to the provider.
 */
export function createAuthenticatedClient(
  settings: ProviderSettings,
  versions: ClientSecretVersions,
  call: CallProvider,
  ports: AuthenticationPorts,
): AuthenticatedClient {
  /**
   * The version that the provider accepted after it refused the current one (`over`). It is tried first until another
   * version is current.
   */
  let accepted: { readonly over: string; readonly instead: SecretCandidate } | undefined;

  async function* candidates(current: SecretCandidate): AsyncGenerator<SecretCandidate> {
    if (accepted?.over === current.version.id) yield accepted.instead;
    yield current;
    yield* versions.fallbacks(current);
  }
  /** The candidate versions, without those that hold the same credential as an earlier candidate. */
  async function* distinct(current: SecretCandidate): AsyncGenerator<SecretCandidate> {
    const seen: SecretValue[] = [];
    for await (const candidate of candidates(current)) {
      const { value } = candidate.version;
      if (!seen.some((known) => sameCredential(known, value, settings))) yield candidate;
      // The same credential may be stored again, for this issuer and client.
      if (bindingOf(value, settings) !== 'foreign') seen.push(value);
    }
  }
  /**
   * The credentials of the candidate versions. A version from which no credential can be made is skipped. This happens
   * while operators change the signature algorithm: the current private key no longer fits, and the one that fits is
   * only staged.
   */
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
    // Stage `newer` means the current version, which this instance had not read yet. It counts as a fallback only after
    // the provider refused another version.
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

/**
 * Whether the endpoint granted the request: 200 with tokens, or 201 with the `request_uri` of a pushed authorization
 * request (RFC 9126 section 2.2).
 */
function isAccepted({ status }: ProviderAnswer): boolean {
  return status === 200 || status === 201;
}
