import type { ProviderSettings } from '../../contract/provider-settings.ts';
import { bindingOf } from '../../contract/secret-binding.ts';
import type { SignatureKeys } from '../../oidc/jws.ts';
import type { RecordFallback } from './authenticate.ts';
import { requireNotForeign, requireStoredSecret } from './value.ts';
import type { ClientSecretVersions, SecretCandidate } from './versions.ts';

/**
 * Time for which the versions other than the current one are tried without being read again. It begins when a token was
 * not verified by the current version.
 */
const rememberedMs = 60_000;
/**
 * While Secrets Manager fails: how long the versions read before are still used, and the interval between attempts to
 * read them again.
 */
const outage = { bridgedMs: 3_600_000, retryMs: 5000 };

/** The versions other than the current one, as last read. Times are milliseconds since the epoch. */
interface Remembered {
  /** Id of the version that was current when the other versions were read. */
  readonly beside: string;
  readonly readAt: number;
  /** Time from which the other versions are to be read again. */
  readonly until: number;
  readonly versions: readonly SecretCandidate[];
}

/**
 * Where a token comes from: a response of the provider's own endpoint over TLS (`provider_response`), or a request that
 * anybody can send (`untrusted`).
 */
export type TokenSource = 'provider_response' | 'untrusted';

/**
 * Creates the verification keys for tokens that the provider signs with the client secret (HMAC). They are the current
 * version, the pending and the staged version, and the previous version during its overlap window. A version is
 * unproved until the provider has accepted it. An unproved version verifies only responses of the provider's own
 * endpoints, which TLS authenticates (Core 1.0 section 3.1.3.7, item 6).
 * @param clock Milliseconds since the epoch.
 * @param recordFallback Called if another version than the current one has verified a token.
 */
export function createVerificationKeys(
  settings: ProviderSettings,
  versions: ClientSecretVersions,
  clock: () => number,
  recordFallback: RecordFallback,
): (source: TokenSource) => Pick<SignatureKeys, 'secrets' | 'used'> {
  let others: Remembered | undefined;
  /** When the other versions were last read because of an untrusted token, milliseconds since the epoch. */
  let untrustedReadAt = Number.NEGATIVE_INFINITY;
  const secretOf = ({ version }: SecretCandidate): string => requireStoredSecret(version.value, settings);
  const ownSecretOf = (candidate: SecretCandidate): string => {
    requireNotForeign(candidate.version.value, settings);
    return secretOf(candidate);
  };
  const remember = async (current: SecretCandidate): Promise<readonly SecretCandidate[]> => {
    const readAt = clock();
    const candidates = await versions.verificationCandidates();
    others = { beside: current.version.id, readAt, until: readAt + rememberedMs, versions: candidates };
    return candidates;
  };
  /**
   * The versions other than the current one, if a token needed one of them lately. While Secrets Manager fails they are
   * used for up to an hour, as the current version is.
   */
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
  /** The versions that are tried first. */
  const usualOf = async (current: SecretCandidate): Promise<readonly SecretCandidate[]> => {
    // A secret of another issuer or client verifies nothing. One of this issuer may be pending or staged.
    const own = bindingOf(current.version.value, settings) === 'foreign' ? [] : [current];
    return [...own, ...(await besideCurrent(current))];
  };
  /**
   * Whether the versions may be read again. Anybody can send a token that no version verifies, so untrusted tokens cause
   * one such read a minute.
   */
  const mayRead = (source: TokenSource): boolean => {
    if (source !== 'untrusted') return true;
    if (clock() - untrustedReadAt < rememberedMs) return false;
    untrustedReadAt = clock();
    return true;
  };

  return (source) => ({
    async secrets(known) {
      const mayVerify = ({ unproved }: SecretCandidate): boolean => unproved !== true || source === 'provider_response';
      const current = await versions.current();
      const usual = known === undefined ? await usualOf(current) : [];
      const secrets = usual.filter(mayVerify).map(secretOf);
      if (secrets.length > 0) return secrets;
      if (!mayRead(source)) return [];
      const candidates = await remember(current);
      const found = candidates.filter(mayVerify).map(secretOf);
      const isNews = found.some((secret) => known?.includes(secret) !== true);
      // Reading the newest version may take a second, which no untrusted token is worth: the current one was just read.
      if (isNews || source === 'untrusted') return found;
      return [ownSecretOf(await versions.newest(current))];
    },
    async used(secret) {
      const current = await versions.current();
      if (secretOf(current) === secret) return;
      const signer = others?.versions.find((candidate) => secretOf(candidate) === secret);
      // Stage `newer` means that the version is the current one by now, so using it is no fallback.
      if (signer !== undefined && signer.stage !== 'newer') await recordFallback(settings.name, 'verify', signer);
    },
  });
}
