import type { Connection } from '../aws/client.ts';
import { cached } from '../base/cached.ts';
import { describeCauses, type Log } from '../base/log.ts';
import { stagingLabels } from '../contract/staging-labels.ts';
import { Problem } from '../errors.ts';
import type { Secrets, SecretVersion } from './port.ts';
import { createSecretVersions, NotAnObject } from './versions.ts';

/**
 * Cache times of the current version, in milliseconds (stale-while-revalidate). After 45 seconds it is refreshed in the
 * background. After a minute, callers wait for the refresh. While Secrets Manager fails, the version is used for an
 * hour at most.
 */
const staleness = { refreshFrom: 45_000, freshFor: 60_000, usableFor: 3_600_000 };
/**
 * Cache times of versions with other labels, in milliseconds. These versions are needed only after the current one
 * proved wrong. This usually means that a rotation is in progress, so they must not be old.
 */
const labelStaleness = { freshFor: 250, usableFor: 250 };

/** Clock, randomness and log of the reader. */
export interface SecretsPorts {
  readonly clock: () => number;
  /** Returns a number from 0 up to 1, which varies the wait before a retry (jitter). */
  readonly random: () => number;
  readonly log: Log;
}

/**
 * Creates a cached reader of secrets in Secrets Manager. Each failed read is logged as `secrets_unavailable`, and an
 * alarm counts these log entries.
 */
export function createSecrets(connection: Connection, { clock, random, log }: SecretsPorts): Secrets {
  const versions = createSecretVersions(connection, random);
  const unavailable = (reason: string, arn: string, label: string, cause?: unknown): Problem => {
    log('error', 'secrets_unavailable', { arn, label, reason, causes: describeCauses(cause) });
    return new Problem('temporarily_unavailable', reason, { log: { arn }, cause });
  };
  const failureOf = (cause: unknown, arn: string, label: string): Problem => {
    const isJunk = cause instanceof NotAnObject;
    const reason = isJunk ? 'the secret is not a JSON object' : 'Secrets Manager does not answer';
    return unavailable(reason, arn, label, cause);
  };
  const { get, newer, newerAtOnce } = cached(clock, staleness, async (arn) => {
    const label = stagingLabels.current;
    const version = await versions.read(arn, { label }).catch((cause: unknown) => {
      throw failureOf(cause, arn, label);
    });
    if (version !== undefined) return { value: version };
    throw unavailable('the secret has no current version', arn, label);
  });
  // The cache's key is ARN and label, joined by a space, which no ARN contains.
  const others = cached(clock, labelStaleness, async (key) => {
    const [arn = '', label = ''] = key.split(' ');
    const value = await versions.read(arn, { label }).catch((cause: unknown) => {
      const failure = failureOf(cause, arn, label);
      // A version whose value is not a JSON object counts as absent, so that the versions with other labels are still
      // tried.
      if (cause instanceof NotAnObject) return undefined;
      throw failure;
    });
    return { value };
  });
  // The value of a version never changes, so an equal id means that a read brought nothing new.
  const isSame = (one: SecretVersion, other: SecretVersion): boolean => one.id === other.id;
  const atOnce: Secrets['newerAtOnce'] = (arn, known) => newerAtOnce(arn, known, staleness.freshFor, isSame);
  return { current: get, newer, newerAtOnce: atOnce, labelled: (arn, label) => others.get(`${arn} ${label}`) };
}
