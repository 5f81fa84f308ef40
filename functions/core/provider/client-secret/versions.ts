import type { ProviderSettings } from '../../contract/provider-settings.ts';
import { stagedLabel, stagingLabels } from '../../contract/staging-labels.ts';
import type { Secrets, SecretVersion } from '../../secrets/port.ts';
import { requireStoredSecret, storedSecret } from './value.ts';

/** Stage of the version that served: `current`, except during a rotation. */
export type SecretStage = 'current' | 'newer' | 'pending' | 'previous';

/** A version of the client secret that may be used, with its stage. */
export interface SecretCandidate {
  readonly stage: SecretStage;
  readonly version: SecretVersion;
  /** End of its validity, milliseconds since the epoch; without it there is none. */
  readonly until?: number;
  /** Whether an operator has staged it, and the provider has not accepted it yet. */
  readonly unproved?: true;
}

/** The versions of a provider's client secret, in the order in which to try them. */
export interface ClientSecretVersions {
  current(): Promise<SecretCandidate>;
  /**
   * Versions to authenticate with after `refused` was refused: a newer current one, then the pending one, then the one
   * that operators have staged. At last all of them again, read at this moment.
   */
  fallbacks(refused: SecretCandidate): AsyncGenerator<SecretCandidate>;
  /**
   * Other versions that a token may be signed with: a newer current one, the pending and the staged one, and the previous
   * one during its overlap window. They are at most a quarter of a second old.
   */
  verificationCandidates(): Promise<readonly SecretCandidate[]>;
  /** The current version, read again because the known one proved wrong; at most once a second. */
  newest(known: SecretCandidate): Promise<SecretCandidate>;
}

/** Known history of a provider's client secret. */
export interface VersionHistory {
  /** The version that was promoted last, and when: milliseconds since the epoch. */
  readonly promoted?: { readonly version: string; readonly at: number };
  /** Versions that the provider's token endpoint has accepted. */
  readonly accepted: readonly string[];
}

/** Reads the history of a provider's client secret. */
export type ReadHistory = (provider: string) => Promise<VersionHistory>;

/** Secrets, history and clock that the versions are read with. */
export interface ClientSecretVersionPorts {
  readonly secrets: Secrets;
  readonly secretArn: string | undefined;
  readonly history: ReadHistory;
  readonly clock: () => number;
}

/** Creates a reader of a client secret's versions. Every read throws Problem `temporarily_unavailable` if it fails. */
export function createClientSecretVersions(
  settings: ProviderSettings,
  ports: ClientSecretVersionPorts,
): ClientSecretVersions {
  const { secrets, history, clock } = ports;
  const arn = (): string => {
    if (ports.secretArn === undefined) throw new Error(`no secret is granted for ${settings.name}`);
    return ports.secretArn;
  };
  const labelled = async (label: string, stage: SecretStage): Promise<readonly SecretCandidate[]> => {
    const version = await secrets.labelled(arn(), label);
    return version !== undefined && storedSecret(version.value, settings) !== undefined ? [{ stage, version }] : [];
  };
  /** Only the previous version overlaps, and only for the configured window after it was replaced. */
  const overlapping = async (
    current: SecretVersion,
    { promoted }: VersionHistory,
  ): Promise<readonly SecretCandidate[]> => {
    const overlap = settings.secretOverlapSeconds * 1000;
    // Clocks differ: by this one, a version can have been promoted in the future.
    if (overlap === 0) return [];
    const since = promoted?.version === current.id ? promoted.at : current.createdAt;
    const until = since + overlap;
    const found = clock() < until ? await labelled(stagingLabels.previous, 'previous') : [];
    return found.map((previous) => ({ ...previous, until }));
  };
  async function* coming(): AsyncGenerator<SecretCandidate> {
    yield* await labelled(stagingLabels.pending, 'pending');
    yield* await labelled(stagedLabel, 'pending');
  }
  const newest: ClientSecretVersions['newest'] = async ({ version }) => ({
    stage: 'newer',
    version: await secrets.newer(arn(), version),
  });

  return {
    async current() {
      const known = await secrets.current(arn());
      const isStored = storedSecret(known.value, settings) !== undefined;
      // The first one may have been stored since the last read.
      const version = isStored ? known : await secrets.newer(arn(), known);
      requireStoredSecret(version.value, settings);
      return { stage: 'current', version };
    },
    async *fallbacks(refused) {
      yield* await labelled(stagingLabels.current, 'newer');
      yield* coming();
      yield await newest(refused);
      // That may have taken a second, during which an operator may have staged one.
      yield* coming();
    },
    async verificationCandidates() {
      const [newer, pending, staged, known] = await Promise.all([
        labelled(stagingLabels.current, 'newer'),
        labelled(stagingLabels.pending, 'pending'),
        labelled(stagedLabel, 'pending'),
        history(settings.name),
      ]);
      const coming = [...pending, ...staged].map(
        (each): SecretCandidate => (known.accepted.includes(each.version.id) ? each : { ...each, unproved: true }),
      );
      const previous = await Promise.all(newer.map(({ version }) => overlapping(version, known)));
      return [...newer, ...coming, ...previous.flat()];
    },
    newest,
  };
}
