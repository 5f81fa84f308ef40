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

/** Options of `keys rotate`. */
export interface RotateKeysOptions {
  /** The keys so far must count no more. */
  readonly leaked?: true;
}

/** `keys rotate`. */
export async function rotateKeys({ leaked }: RotateKeysOptions, command: Command): Promise<void> {
  const secret = keysSecret(await openOperator(command));
  if (leaked === true) await replaceLeaked(secret);
  else await turn(secret);
}

async function turn(secret: RotatingSecret): Promise<void> {
  const { options } = secret.operator;
  const before = await secret.versions.read(secret.arn, { label: stagingLabels.current }).catch(ignoreUnreadable);
  const set = before && parseKeySet(before.value);
  if (set === undefined) {
    throw new OpsFailure(
      'The secret holds no session keys to turn: npm run ops -- keys rotate --leaked makes new ones.',
    );
  }
  const { version, outcome, status } = await runRotation(secret, {});
  if (outcome === 'failed') {
    const reason = printable(status.failure?.reason ?? 'the rotation failed');
    throw new OpsFailure(`Not rotated: ${reason}. The keys so far stay in use. ${statusCommand(secret)} tells more.`);
  }
  remark(
    set.next === undefined
      ? 'There was no next key yet. Now it is there, and the next rotation makes it the current one.'
      : `current since ${isoTime(status.promoted?.at ?? Date.now())}; the key before still opens and verifies what it made`,
    options,
  );
  show({ version, state: 'current' }, options);
}

async function replaceLeaked(secret: RotatingSecret): Promise<void> {
  const { options, record } = secret.operator;
  await confirm(
    'Replace all session keys at once? Logins under way have to start again, and tokens made so far are refused.',
    options,
  );
  const event = record({ event: 'keys.rotated', reason: 'leaked' });
  const { version, replaced } = await replaceCurrent(secret, formatKeySet(replaceKeys(randomBytes)), event);
  if (replaced !== undefined) await retireVersion(secret, replaced);
  remark(
    [
      'The keys so far count no more; functions take the new ones within a minute.',
      'Logins under way start again. Tokens of POST /session/token that were made so far are refused once their verifiers read the JWKS anew. Sessions live on; signing out at the provider may ask the person there once more.',
    ].join('\n'),
    options,
  );
  show({ version, state: 'current' }, options);
}
