import type { ProviderSettings } from '../names.ts';
import type { SignatureKeys } from '../oidc/jws.ts';
import type { NoteFallback } from './client-authentication.ts';
import { requireStoredSecret } from './client-secret.ts';
import type { ClientSecretVersions, StagedVersion } from './secret-versions.ts';

/** Milliseconds for which versions beside the current one are tried at once, after one token has needed them. */
const remembered = 60_000;

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
  let others:
    | { readonly beside: string; readonly until: number; readonly versions: readonly StagedVersion[] }
    | undefined;
  const secretOf = ({ version }: StagedVersion): string => requireStoredSecret(version.value, settings);
  const besideCurrent = (current: StagedVersion): readonly StagedVersion[] => {
    const now = clock();
    if (others === undefined || others.beside !== current.version.id || now >= others.until) return [];
    return others.versions.filter(({ until = Number.POSITIVE_INFINITY }) => now < until);
  };

  return (bringer) => ({
    async secrets(known) {
      const mayVerify = ({ unproved }: StagedVersion): boolean => unproved !== true || bringer === 'provider';
      const current = await versions.current();
      if (known === undefined) return [current, ...besideCurrent(current).filter(mayVerify)].map(secretOf);
      const signers = await versions.signers();
      others = { beside: current.version.id, until: clock() + remembered, versions: signers };
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
