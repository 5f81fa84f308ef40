import { type ProviderSettings, stagedLabel } from '../names.ts';
import { type Secrets, type SecretVersion, stagingLabels } from '../secrets/port.ts';
import { requireStoredSecret, storedSecret } from './client-secret.ts';

/** Which version of a client secret it was that served: the current one but for the time in which it changes. */
export type SecretStage = 'current' | 'newer' | 'pending' | 'previous';

/** A version of the client secret, with what makes it one to try. */
export interface StagedVersion {
  readonly stage: SecretStage;
  readonly version: SecretVersion;
  /** Until when it counts, milliseconds since the epoch; without it there is no end to it. */
  readonly until?: number;
}

/** The versions of a provider's client secret, in the order in which they are to be tried. */
export interface ClientSecretVersions {
  current(): Promise<StagedVersion>;
  /**
   * What else may authenticate the client now that `refused` was refused: a newer current version, then the one that is
   * being rotated to, then the one that operators have staged; and at last the current one as it is at this very moment.
   */
  further(refused: StagedVersion): AsyncGenerator<StagedVersion>;
  /**
   * What else may have signed, as it was within the last second: a newer current version, those that are to come, and
   * the previous one while it overlaps.
   */
  signers(): Promise<readonly StagedVersion[]>;
  /** The current version, read anew because the known one proved wrong; that waits its turn, once a second. */
  newest(known: StagedVersion): Promise<StagedVersion>;
}

/** What tells when a version became the current one. */
export interface Promotions {
  /** Milliseconds since the epoch; undefined where it is not known. */
  promotedAt(provider: string, versionId: string): Promise<number | undefined>;
}

/** What the versions are read with. */
export interface VersionPorts {
  readonly secrets: Secrets;
  readonly secretArn: string | undefined;
  readonly promotions: Promotions;
  readonly clock: () => number;
}

/** Reading throws Problem `temporarily_unavailable`. */
export function createSecretVersions(settings: ProviderSettings, ports: VersionPorts): ClientSecretVersions {
  const { secrets, promotions, clock } = ports;
  const arn = (): string => {
    if (ports.secretArn === undefined) throw new Error(`no secret is granted for ${settings.name}`);
    return ports.secretArn;
  };
  const labelled = async (label: string, stage: SecretStage): Promise<readonly StagedVersion[]> => {
    const version = await secrets.labelled(arn(), label);
    return version !== undefined && storedSecret(version.value, settings) !== undefined ? [{ stage, version }] : [];
  };
  /** Only the last version overlaps, and only for as long as configured after it was replaced. */
  const overlapping = async (current: SecretVersion): Promise<readonly StagedVersion[]> => {
    const overlap = settings.secretOverlapSeconds * 1000;
    // Clocks differ: a version can have been promoted in what is the future here.
    if (overlap === 0) return [];
    const until = ((await promotions.promotedAt(settings.name, current.id)) ?? current.createdAt) + overlap;
    const found = clock() < until ? await labelled(stagingLabels.previous, 'previous') : [];
    return found.map((previous) => ({ ...previous, until }));
  };
  const newest: ClientSecretVersions['newest'] = async ({ version }) => ({
    stage: 'newer',
    version: await secrets.newer(arn(), version),
  });

  return {
    async current() {
      const version = await secrets.current(arn());
      requireStoredSecret(version.value, settings);
      return { stage: 'current', version };
    },
    async *further(refused) {
      yield* await labelled(stagingLabels.current, 'newer');
      yield* await labelled(stagingLabels.pending, 'pending');
      yield* await labelled(stagedLabel, 'pending');
      yield await newest(refused);
    },
    async signers() {
      const newer = await labelled(stagingLabels.current, 'newer');
      const others = await Promise.all([
        labelled(stagingLabels.pending, 'pending'),
        labelled(stagedLabel, 'pending'),
        ...newer.map(({ version }) => overlapping(version)),
      ]);
      return [...newer, ...others.flat()];
    },
    newest,
  };
}
