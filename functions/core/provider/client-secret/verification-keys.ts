import type { ProviderSettings } from '../../contract/provider-settings.ts';
import type { SignatureKeys } from '../../oidc/jws.ts';
import type { RecordFallback } from './authenticate.ts';
import { requireStoredSecret } from './value.ts';
import type { ClientSecretVersions, SecretCandidate } from './versions.ts';

/** Milliseconds for which versions beside the current one are tried at once, after one token has needed them. */
const remembered = 60_000;
/** For how long they are where they cannot be read anew, in milliseconds, and how soon that is tried again. */
const outage = { bridged: 3_600_000, retriedAfter: 5000 };

/** Versions beside the current one, as they were read. Times in milliseconds since the epoch. */
interface Remembered {
  /** Id of the version that was current. */
  readonly beside: string;
  readonly readAt: number;
  /** When they are to be read anew. */
  readonly until: number;
  readonly versions: readonly SecretCandidate[];
}

/** Who brings a token: the provider itself over TLS, or whoever sends it. */
export type TokenSource = 'provider_response' | 'untrusted';

/**
 * The client secrets that tokens signed with them (HS256 and its kin) are verified by: the current one, and while it
 * changes those that are to come and the one before. One that is to come and not proved yet verifies only what the
 * provider itself has answered, where TLS says who signed (Core 1.0 section 3.1.3.7, item 6).
 * @param clock Milliseconds since the epoch.
 */
export function createVerificationKeys(
  settings: ProviderSettings,
  versions: ClientSecretVersions,
  clock: () => number,
  note: RecordFallback,
): (source: TokenSource) => Pick<SignatureKeys, 'secrets' | 'used'> {
  let others: Remembered | undefined;
  const secretOf = ({ version }: SecretCandidate): string => requireStoredSecret(version.value, settings);
  const remember = async (current: SecretCandidate): Promise<readonly SecretCandidate[]> => {
    const readAt = clock();
    const candidates = await versions.verificationCandidates();
    others = { beside: current.version.id, readAt, until: readAt + remembered, versions: candidates };
    return candidates;
  };
  /** Those that were needed lately. Where Secrets Manager fails they go on, as the current one does. */
  const besideCurrent = async (current: SecretCandidate): Promise<readonly SecretCandidate[]> => {
    const now = clock();
    if (others === undefined || others.beside !== current.version.id) return [];
    const { readAt, versions: known } = others;
    if (now >= others.until) {
      if (now >= readAt + outage.bridged) return [];
      others = { ...others, until: now + outage.retriedAfter };
      await remember(current).catch(() => known);
    }
    return others.versions.filter(({ until = Number.POSITIVE_INFINITY }) => now < until);
  };

  return (source) => ({
    async secrets(known) {
      const mayVerify = ({ unproved }: SecretCandidate): boolean => unproved !== true || source === 'provider_response';
      const current = await versions.current();
      if (known === undefined) return [current, ...(await besideCurrent(current)).filter(mayVerify)].map(secretOf);
      const candidates = await remember(current);
      const found = candidates.filter(mayVerify).map(secretOf);
      const isNews = found.some((secret) => !known.includes(secret));
      return isNews ? found : [secretOf(await versions.newest(current))];
    },
    async used(secret) {
      const current = await versions.current();
      if (secretOf(current) === secret) return;
      const signer = others?.versions.find((candidate) => secretOf(candidate) === secret);
      // What is current by now is none of those that serve in its place.
      if (signer !== undefined && signer.stage !== 'newer') await note(settings.name, 'verify', signer);
    },
  });
}
