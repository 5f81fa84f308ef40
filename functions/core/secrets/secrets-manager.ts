import type { Connection } from '../aws/client.ts';
import { cached } from '../base/cached.ts';
import { describeCauses, type Log } from '../base/log.ts';
import { stagingLabels } from '../contract/staging-labels.ts';
import { Problem } from '../errors.ts';
import type { Secrets } from './port.ts';
import { createSecretVersions, NotAnObject } from './versions.ts';

/**
 * Stale-while-revalidate: a value is refreshed in the background after 45 seconds, awaited after a minute, and used for an
 * hour at most while Secrets Manager fails.
 */
const staleness = { refreshFrom: 45_000, freshFor: 60_000, usableFor: 3_600_000 };
/** Other versions are read only after the current one proved wrong, so they must not be old. */
const labelStaleness = { freshFor: 250, usableFor: 250 };

/** Clock, jitter and log. */
export interface SecretsPorts {
  readonly clock: () => number;
  /** A number from 0 up to 1, for jitter. */
  readonly random: () => number;
  readonly log: Log;
}

/** Creates a reader of secrets in Secrets Manager. Each failed read is logged, which an alarm counts. */
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
  const { get, newer } = cached(clock, staleness, async (arn) => {
    const label = stagingLabels.current;
    const version = await versions.read(arn, { label }).catch((cause: unknown) => {
      throw failureOf(cause, arn, label);
    });
    if (version !== undefined) return { value: version };
    throw unavailable('the secret has no current version', arn, label);
  });
  // ARNs hold no space.
  const others = cached(clock, labelStaleness, async (key) => {
    const [arn = '', label = ''] = key.split(' ');
    const value = await versions.read(arn, { label }).catch((cause: unknown) => {
      const failure = failureOf(cause, arn, label);
      // An unusable version must not keep the others from being tried.
      if (cause instanceof NotAnObject) return undefined;
      throw failure;
    });
    return { value };
  });
  return { current: get, newer, labelled: (arn, label) => others.get(`${arn} ${label}`) };
}
