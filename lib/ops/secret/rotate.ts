import type { Command } from 'commander';
import { confirm } from '../cli/confirm.ts';
import { interruptible } from '../cli/interruptible.ts';
import { remark, show } from '../cli/output.ts';
import { retireVersion } from '../rotation/retire-version.ts';
import { type Promotion, promote } from './promote.ts';
import { openProviderSecret, type ProviderSecret, requireCurrent } from './provider-secret.ts';
import { afterRevocation, assertReplaced, revokeLeakedPrevious } from './revoke-leaked.ts';
import { findRotationTarget } from './rotation-target.ts';

/** Command-line options of `secret rotate`. */
export interface RotateOptions {
  /** Whether to revoke the current client secret at once, because it has leaked. */
  readonly leaked?: true;
}

/** The command `secret rotate P`: rotates to the staged client secret, or to one that the provider issues. */
export async function rotateSecret(provider: string, { leaked }: RotateOptions, command: Command): Promise<void> {
  const secret = await openProviderSecret(provider, command);
  const current = await requireCurrent(secret);
  const next = await findRotationTarget(secret, current);
  if (leaked !== true) {
    if ('missing' in next) throw next.missing;
    show(await promote(secret, { current, ...next }), secret.operator.options);
  } else if ('missing' in next) {
    await revokeLeakedPrevious(secret, current, next.missing);
  } else {
    await confirm(
      `Rotate the client secret of ${provider}, and revoke the current one at once?`,
      secret.operator.options,
    );
    await replaceLeaked(secret, { current, ...next });
  }
}

async function replaceLeaked(secret: ProviderSecret, next: Promotion): Promise<void> {
  const { name } = secret.settings;
  const cure = `npm run ops -- secret rotate ${name} --leaked revokes the leaked one.`;
  const answer = await promote(secret, { ...next, noOverlap: true, afterwards: `Then ${cure}` });
  const interrupted = async () => {
    process.stderr.write(`\nThe new one is current, but the previous one is still accepted: ${cure}\n`);
  };
  await interruptible(interrupted, async () => {
    await assertReplaced(secret, next.current, answer.version);
    await retireVersion(secret, next.current.id);
  });
  remark(afterRevocation(name), secret.operator.options);
  show(answer, secret.operator.options);
}
