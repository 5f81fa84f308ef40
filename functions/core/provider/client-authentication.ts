import type { ProviderSettings } from '../names.ts';
import { isInvalidClient, isJudgement, type ProviderAnswer } from '../oidc/token-response.ts';
import type { SecretValue } from '../secrets/port.ts';
import { presentedSecret, presentsSame } from './client-secret.ts';
import type { ClientSecretVersions, StagedVersion } from './secret-versions.ts';

/** What a client secret is used for. */
export type SecretUse = 'authenticate' | 'verify';

/** Notes that another version served than the current one: it tells operators how far a change of the secret is. */
export type NoteFallback = (provider: string, use: SecretUse, served: StagedVersion) => Promise<void>;

/** Authenticates the client at the token endpoint. */
export interface ClientAuthentication {
  /**
   * Makes a call with the current client secret. Where the provider refuses that, the versions that may have taken its
   * place are tried, each once; whatever else the provider answers is the answer.
   * @throws Problem `temporarily_unavailable`.
   */
  call(post: (presented: string) => Promise<ProviderAnswer>): Promise<ProviderAnswer>;
}

/** @param clock Milliseconds since the epoch. */
export function createClientAuthentication(
  settings: ProviderSettings,
  versions: ClientSecretVersions,
  clock: () => number,
  note: NoteFallback,
): ClientAuthentication {
  /** What was accepted in the place of a version that still is the current one: tried first while it is. */
  let accepted: { readonly over: string; readonly instead: StagedVersion } | undefined;

  async function* candidates(current: StagedVersion): AsyncGenerator<StagedVersion> {
    if (accepted?.over === current.version.id) yield accepted.instead;
    yield current;
    yield* versions.further(current);
  }
  /** The candidates without those that would be presented as another one was before them. */
  async function* distinct(current: StagedVersion): AsyncGenerator<StagedVersion> {
    const seen: SecretValue[] = [];
    for await (const candidate of candidates(current)) {
      const { value } = candidate.version;
      if (!seen.some((known) => presentsSame(known, value, settings))) yield candidate;
      seen.push(value);
    }
  }
  const accept = async (candidate: StagedVersion, current: StagedVersion, isFirst: boolean): Promise<void> => {
    accepted = candidate === current ? undefined : { over: current.version.id, instead: candidate };
    // A newer one is the current one, which this instance has only not read by itself yet.
    const isFallback = candidate.stage === 'newer' ? !isFirst : candidate !== current;
    if (isFallback) await note(settings.name, 'authenticate', candidate);
  };

  return {
    async call(post) {
      const current = await versions.current();
      let refused: ProviderAnswer | undefined;
      for await (const candidate of distinct(current)) {
        const answer = await post(presentedSecret(candidate.version.value, settings, clock()));
        if (!isInvalidClient(answer)) {
          if (answer.status === 200 || isJudgement(answer)) await accept(candidate, current, refused === undefined);
          return answer;
        }
        refused = answer;
      }
      if (refused === undefined) throw new Error('there is a current version to try');
      return refused;
    },
  };
}
