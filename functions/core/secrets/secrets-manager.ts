import type { Connection } from '../aws/client.ts';
import { cached } from '../cached.ts';
import { Problem } from '../errors.ts';
import { describeCauses, type Log } from '../log.ts';
import { type Secrets, type SecretVersion, stagingLabels } from './port.ts';
import { createSecretVersions, NotAnObject } from './versions.ts';

/**
 * A value is read anew beside the work when it is three quarters of a minute old, waited for after a minute, and used
 * for an hour at most while Secrets Manager fails.
 */
const staleness = { refreshFrom: 45_000, freshFor: 60_000, usableFor: 3_600_000 };
/** Other versions are asked for only where the current one proved wrong: then what was true a moment ago will not do. */
const labelStaleness = { freshFor: 1000, usableFor: 1000 };

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
  const read = (arn: string, label: string): Promise<SecretVersion | undefined> =>
    versions.read(arn, { label }).catch((cause: unknown) => {
      const isJunk = cause instanceof NotAnObject;
      const reason = isJunk ? 'the secret is not a JSON object' : 'Secrets Manager does not answer';
      throw unavailable(reason, arn, label, cause);
    });
  const { get, newer } = cached(clock, staleness, async (arn) => {
    const version = await read(arn, stagingLabels.current);
    if (version !== undefined) return version;
    throw unavailable('the secret has no current version', arn, stagingLabels.current);
  });
  // ARNs hold no space.
  const others = cached(clock, labelStaleness, (key) => {
    const [arn = '', label = ''] = key.split(' ');
    return read(arn, label);
  });
  return { current: get, newer, labelled: (arn, label) => others.get(`${arn} ${label}`) };
}
