import type { Connection } from '../aws/client.ts';
import { cached } from '../base/cached.ts';
import { describeCauses, type Log } from '../base/log.ts';
import { stagingLabels } from '../contract/staging-labels.ts';
import { Problem } from '../errors.ts';
import type { Secrets } from './port.ts';
import { createSecretVersions, NotAnObject } from './versions.ts';

/**
 * A value is read anew beside the work when it is three quarters of a minute old, waited for after a minute, and used
 * for an hour at most while Secrets Manager fails.
 */
const staleness = { refreshFrom: 45_000, freshFor: 60_000, usableFor: 3_600_000 };
/** Other versions are asked for only where the current one proved wrong: then what was true a moment ago will not do. */
const labelStaleness = { freshFor: 250, usableFor: 250 };

/** What reading secrets needs of the world. */
export interface SecretsPorts {
  readonly clock: () => number;
  /** A number from 0 up to 1, for jitter. */
  readonly random: () => number;
  readonly log: Log;
}

/** Secrets Manager over its own protocol. Each read that fails is a line of the log, which an alarm counts. */
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
      // One version that is of no use must not keep the others from being tried.
      if (cause instanceof NotAnObject) return undefined;
      throw failure;
    });
    return { value };
  });
  return { current: get, newer, labelled: (arn, label) => others.get(`${arn} ${label}`) };
}
