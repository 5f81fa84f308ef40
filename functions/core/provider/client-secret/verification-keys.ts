import type { ProviderSettings } from '../../contract/provider-settings.ts';
import type { SignatureKeys } from '../../oidc/jws.ts';
import type { RecordFallback } from './authenticate.ts';
import { requireStoredSecret } from './value.ts';
import type { ClientSecretVersions, SecretCandidate } from './versions.ts';

/** Time for which other versions than the current one are tried at once, after one token has needed them. */
const rememberedMs = 60_000;
/** If Secrets Manager fails: time for which they stay in use, and the interval of further reads. */
const outage = { bridgedMs: 3_600_000, retryMs: 5000 };

/** Other versions than the current one, as they were read. Times in milliseconds since the epoch. */
interface Remembered {
  /** Id of the version that was current. */
  readonly beside: string;
  readonly readAt: number;
  /** When they are to be read again. */
  readonly until: number;
  readonly versions: readonly SecretCandidate[];
}

/** Where a token comes from: a response of the provider's own endpoint over TLS, or anybody. */
export type TokenSource = 'provider_response' | 'untrusted';

/**
 * Creates the verification keys of tokens that are signed with the client secret (HMAC): the current version, and during
 * a rotation the pending, the staged and the previous one. A version that is not proved yet verifies only responses of
 * the provider, which TLS authenticates (Core 1.0 section 3.1.3.7, item 6).
 * @param clock Milliseconds since the epoch.
 */
export function createVerificationKeys(
  settings: ProviderSettings,
  versions: ClientSecretVersions,
  clock: () => number,
  recordFallback: RecordFallback,
): (source: TokenSource) => Pick<SignatureKeys, 'secrets' | 'used'> {
  let others: Remembered | undefined;
  const secretOf = ({ version }: SecretCandidate): string => requireStoredSecret(version.value, settings);
  const remember = async (current: SecretCandidate): Promise<readonly SecretCandidate[]> => {
    const readAt = clock();
    const candidates = await versions.verificationCandidates();
    others = { beside: current.version.id, readAt, until: readAt + rememberedMs, versions: candidates };
    return candidates;
  };
  /** Other versions that were needed lately. If Secrets Manager fails they stay in use, as the current one does. */
  const besideCurrent = async (current: SecretCandidate): Promise<readonly SecretCandidate[]> => {
    const now = clock();
    if (others === undefined || others.beside !== current.version.id) return [];
    const { readAt, versions: known } = others;
    if (now >= others.until) {
      if (now >= readAt + outage.bridgedMs) return [];
      others = { ...others, until: now + outage.retryMs };
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
      // A newer version is the current one by now: using it is no fallback.
      if (signer !== undefined && signer.stage !== 'newer') await recordFallback(settings.name, 'verify', signer);
    },
  });
}
