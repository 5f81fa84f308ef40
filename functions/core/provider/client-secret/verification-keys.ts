import type { ProviderSettings } from '../../contract/provider-settings.ts';
import type { SignatureKeys } from '../../oidc/jws.ts';
import type { NoteFallback } from './authenticate.ts';
import { requireStoredSecret } from './value.ts';
import type { ClientSecretVersions, StagedVersion } from './versions.ts';

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
  readonly versions: readonly StagedVersion[];
}

/** Who brings a token: the provider itself over TLS, or whoever sends it. */
export type Bringer = 'provider' | 'anybody';

/**
 * The client secrets that tokens signed with them (HS256 and its kin) are verified by: the current one, and while it
 * changes those that are to come and the one before. One that is to come and not proved yet verifies only what the
 * provider itself has answered, where TLS says who signed (Core 1.0 section 3.1.3.7, item 6).
 * @param clock Milliseconds since the epoch.
 */
export function createSigningSecrets(
  settings: ProviderSettings,
  versions: ClientSecretVersions,
  clock: () => number,
  note: NoteFallback,
): (bringer: Bringer) => Pick<SignatureKeys, 'secrets' | 'used'> {
  let others: Remembered | undefined;
  const secretOf = ({ version }: StagedVersion): string => requireStoredSecret(version.value, settings);
  const remember = async (current: StagedVersion): Promise<readonly StagedVersion[]> => {
    const readAt = clock();
    const signers = await versions.signers();
    others = { beside: current.version.id, readAt, until: readAt + remembered, versions: signers };
    return signers;
  };
  /** Those that were needed lately. Where Secrets Manager fails they go on, as the current one does. */
  const besideCurrent = async (current: StagedVersion): Promise<readonly StagedVersion[]> => {
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

  return (bringer) => ({
    async secrets(known) {
      const mayVerify = ({ unproved }: StagedVersion): boolean => unproved !== true || bringer === 'provider';
      const current = await versions.current();
      if (known === undefined) return [current, ...(await besideCurrent(current)).filter(mayVerify)].map(secretOf);
      const signers = await remember(current);
      const found = signers.filter(mayVerify).map(secretOf);
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
