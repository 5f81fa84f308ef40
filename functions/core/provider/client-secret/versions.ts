import type { ProviderSettings } from '../../contract/provider-settings.ts';
import { bindingOf } from '../../contract/secret-binding.ts';
import { stagedLabel, stagingLabels } from '../../contract/staging-labels.ts';
import type { Secrets, SecretValue, SecretVersion } from '../../secrets/port.ts';
import { requireStoredSecret, storedSecret } from './value.ts';

/**
 * Stage of a version of the client secret. It is `newer` if the version has become current since this instance last
 * read the secret. `pending` includes versions that operators have staged.
 */
export type SecretStage = 'current' | 'newer' | 'pending' | 'previous';

/** A version of the client secret that can be tried, with its stage. */
export interface SecretCandidate {
  readonly stage: SecretStage;
  readonly version: SecretVersion;
  /** Time until which the version may be used, milliseconds since the epoch. Without it there is no limit. */
  readonly until?: number;
  /** Whether the version is pending or staged, and the provider has not accepted it yet. */
  readonly unproved?: true;
}

/** Reader of the versions of a provider's client secret, in the order in which they are to be tried. */
export interface ClientSecretVersions {
  current(): Promise<SecretCandidate>;
  /**
   * Versions with which to authenticate after the provider refused `refused`: a newer current version, then the pending
   * one, then the one that operators have staged. Last come the same versions again, read once more, since an operator
   * may have changed them meanwhile.
   */
  fallbacks(refused: SecretCandidate): AsyncGenerator<SecretCandidate>;
  /**
   * Versions, other than the known current one, that a token may be signed with. These are a newer current version, the
   * pending and the staged one, and the previous one during its overlap window. Each is at most a quarter of a second
   * old.
   */
  verificationCandidates(): Promise<readonly SecretCandidate[]>;
  /** The current version, read again because the known version proved wrong. It is read at most once a second. */
  newest(known: SecretCandidate): Promise<SecretCandidate>;
}

/** Recorded history of a provider's client secret. */
export interface VersionHistory {
  /** Id of the version that became current last, and when (milliseconds since the epoch). */
  readonly promoted?: { readonly version: string; readonly at: number };
  /** Ids of the versions whose client secret the provider has accepted. */
  readonly accepted: readonly string[];
}

/** Reads the history of a provider's client secret. */
export type ReadHistory = (provider: string) => Promise<VersionHistory>;

/** What the reader of versions needs: secrets, recorded history and clock. */
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
    return version !== undefined && isOwn(version.value, settings) ? [{ stage, version }] : [];
  };
  /**
   * The previous version, if its overlap window is open: the configured time after it was replaced, in which the
   * provider may still sign with it.
   */
  const overlapping = async (
    current: SecretVersion,
    { promoted }: VersionHistory,
  ): Promise<readonly SecretCandidate[]> => {
    const overlap = settings.secretOverlapSeconds * 1000;
    // Without an overlap window the previous version is never used. The comparison below would not ensure that: by this
    // instance's clock, a version can have been promoted in the future.
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
      // The first client secret of this issuer and client may have been stored since the last read.
      const version = isOwn(known.value, settings) ? known : await secrets.newer(arn(), known);
      requireStoredSecret(version.value, settings);
      return { stage: 'current', version };
    },
    async *fallbacks(refused) {
      yield* await labelled(stagingLabels.current, 'newer');
      yield* coming();
      yield await newest(refused);
      // Reading the current version again may have taken a second, during which an operator may have staged a version.
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

/** Whether a value holds a client secret that belongs to no other issuer or client. */
function isOwn(value: SecretValue, settings: ProviderSettings): boolean {
  return storedSecret(value, settings) !== undefined && bindingOf(value, settings) !== 'foreign';
}
