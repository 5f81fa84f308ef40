import type { ProviderSettings } from '../../contract/provider-settings.ts';
import { stagedLabel, stagingLabels } from '../../contract/staging-labels.ts';
import type { Secrets, SecretVersion } from '../../secrets/port.ts';
import { requireStoredSecret, storedSecret } from './value.ts';

/** Which version of a client secret it was that served: the current one but for the time in which it changes. */
export type SecretStage = 'current' | 'newer' | 'pending' | 'previous';

/** A version of the client secret, with what makes it one to try. */
export interface SecretCandidate {
  readonly stage: SecretStage;
  readonly version: SecretVersion;
  /** Until when it counts, milliseconds since the epoch; without it there is no end to it. */
  readonly until?: number;
  /** Whether nobody but an operator says so far that it is a client secret of ours. */
  readonly unproved?: true;
}

/** The versions of a provider's client secret, in the order in which they are to be tried. */
export interface ClientSecretVersions {
  current(): Promise<SecretCandidate>;
  /**
   * What else may authenticate the client now that `refused` was refused: a newer current version, then the one that is
   * being rotated to, then the one that operators have staged; and at last all of them as they are at this very moment.
   */
  fallbacks(refused: SecretCandidate): AsyncGenerator<SecretCandidate>;
  /**
   * What else may have signed, as it was a moment ago: a newer current version, those that are to come, and
   * the previous one while it overlaps.
   */
  verificationCandidates(): Promise<readonly SecretCandidate[]>;
  /** The current version, read anew because the known one proved wrong; that waits its turn, once a second. */
  newest(known: SecretCandidate): Promise<SecretCandidate>;
}

/** What is known of the versions of a provider's client secret. */
export interface VersionHistory {
  /** The version that was last made the current one, and when: milliseconds since the epoch. */
  readonly promoted?: { readonly version: string; readonly at: number };
  /** Versions that the provider's token endpoint has accepted. */
  readonly accepted: readonly string[];
}

/** Reads the history of a provider's client secret. */
export type ReadHistory = (provider: string) => Promise<VersionHistory>;

/** What the versions are read with. */
export interface ClientSecretVersionPorts {
  readonly secrets: Secrets;
  readonly secretArn: string | undefined;
  readonly history: ReadHistory;
  readonly clock: () => number;
}

/** Reading throws Problem `temporarily_unavailable`. */
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
  /** Only the last version overlaps, and only for as long as configured after it was replaced. */
  const overlapping = async (
    current: SecretVersion,
    { promoted }: VersionHistory,
  ): Promise<readonly SecretCandidate[]> => {
    const overlap = settings.secretOverlapSeconds * 1000;
    // Clocks differ: a version can have been promoted in what is the future here.
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
      // The first one may have been stored since we looked.
      const version = isStored ? known : await secrets.newer(arn(), known);
      requireStoredSecret(version.value, settings);
      return { stage: 'current', version };
    },
    async *fallbacks(refused) {
      yield* await labelled(stagingLabels.current, 'newer');
      yield* coming();
      yield await newest(refused);
      // That may have taken a second, in which somebody has staged what was missing.
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
