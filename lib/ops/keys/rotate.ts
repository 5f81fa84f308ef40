import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import { isoTime } from '../../../functions/core/base/iso-time.ts';
import { stagingLabels } from '../../../functions/core/contract/staging-labels.ts';
import { formatKeySet, parseKeySet, replaceKeys } from '../../../functions/core/sessions/key-set.ts';
import { confirm } from '../cli/confirm.ts';
import { OpsFailure } from '../cli/failure.ts';
import { remark, show } from '../cli/output.ts';
import { printable } from '../cli/printable.ts';
import { openOperator } from '../deployment/operator.ts';
import { replaceCurrent } from '../rotation/replace-current.ts';
import { retireVersion } from '../rotation/retire-version.ts';
import { type RotatingSecret, statusCommand } from '../rotation/rotating-secret.ts';
import { runRotation } from '../rotation/run-rotation.ts';
import { ignoreUnreadable } from '../rotation/staging-labels.ts';
import { keysSecret } from './keys-secret.ts';

/** Command-line options of `keys rotate`. */
export interface RotateKeysOptions {
  /**
   * Whether to replace all session keys at once, because they have leaked. Otherwise the rotation promotes the next key
   * to current, and the current key becomes a previous one.
   */
  readonly leaked?: true;
}

/** The command `keys rotate`: rotates the session keys. */
export async function rotateKeys({ leaked }: RotateKeysOptions, command: Command): Promise<void> {
  const secret = keysSecret(await openOperator(command));
  if (leaked === true) await replaceLeaked(secret);
  else await rotateByOne(secret);
}

async function rotateByOne(secret: RotatingSecret): Promise<void> {
  const { options } = secret.operator;
  const before = await secret.versions.read(secret.arn, { label: stagingLabels.current }).catch(ignoreUnreadable);
  const set = before && parseKeySet(before.value);
  if (set === undefined) {
    throw new OpsFailure(
      'The secret holds no session keys to rotate: npm run ops -- keys rotate --leaked generates new ones.',
    );
  }
  const { version, outcome, status } = await runRotation(secret, {});
  if (outcome === 'failed') {
    const reason = printable(status.failure?.reason ?? 'the rotation failed');
    throw new OpsFailure(
      `Not rotated: ${reason}. The current keys stay in use. For details: ${statusCommand(secret)}.`,
    );
  }
  remark(
    set.next === undefined
      ? 'There was no next key yet. One is staged now, and the next rotation promotes it.'
      : `current since ${isoTime(status.promoted?.at ?? Date.now())}; the previous key still opens and verifies what it sealed and signed`,
    options,
  );
  show({ version, state: 'current' }, options);
}

async function replaceLeaked(secret: RotatingSecret): Promise<void> {
  const { options, record } = secret.operator;
  await confirm(
    'Replace all session keys at once? Logins in progress start again, and tokens issued so far are refused.',
    options,
  );
  const event = record({ event: 'keys.rotated', reason: 'leaked' });
  const { version, replaced } = await replaceCurrent(secret, formatKeySet(replaceKeys(randomBytes)), event);
  if (replaced !== undefined) await retireVersion(secret, replaced);
  remark(
    [
      'The old keys are revoked; every function uses the new ones within a minute.',
      'Logins in progress start again. Tokens that POST /session/token issued so far are refused once their verifiers refetch the JWKS. Sessions continue; on sign-out, the provider may ask for confirmation.',
    ].join('\n'),
    options,
  );
  show({ version, state: 'current' }, options);
}
