import { isDeepStrictEqual } from 'node:util';
import { credentialNames, storedCredential } from '../core/contract/client-auth-methods.ts';
import { minimumSecretBytes, tooShortFor } from '../core/contract/hmac-secret.ts';
import type { ProviderSettings } from '../core/contract/provider-settings.ts';
import { stagedLabel } from '../core/contract/staging-labels.ts';
import { Problem } from '../core/errors.ts';
import type { Proof } from '../core/provider/client-secret/prove.ts';
import { requirePresentable, sameCredential, storedSecret } from '../core/provider/client-secret/value.ts';
import type { SecretValue } from '../core/secrets/port.ts';
import { findSecretStatus, recordVersionStatus } from '../core/storage/secret-status.ts';
import type { RotationPorts } from './ports.ts';
import { RotationRefused, type SecretToRotate } from './secret-to-rotate.ts';

/** How long a proof tells of now, in milliseconds: from one step to the next. */
const proofMilliseconds = 120_000;

/** A provider's secret: operators stage the new client secret, or the provider issues one where it can be asked to. */
export function clientSecret(arn: string, settings: ProviderSettings, ports: RotationPorts): SecretToRotate {
  const { table, versions, clock } = ports;
  const name = { provider: settings.name };
  const credentials = ports.clientSecretAt(settings.name);

  return {
    arn,
    name,
    async make(current) {
      const staged = await versions.read(arn, { label: stagedLabel });
      if (staged !== undefined && !isDeepStrictEqual(staged.value, current.value)) return staged.value;
      if (credentials.isRenewable(current.value)) return credentials.renew(current.value);
      const cure = `npm run ops -- secret set ${settings.name}`;
      throw new RotationRefused(`no client secret is staged: ${cure}`);
    },
    async prove(pending) {
      requireUsable(pending.value, settings);
      const known = (await findSecretStatus(table, name)).proof;
      const isFresh = known !== undefined && clock() - known.at < proofMilliseconds;
      if (known?.version === pending.id && known.outcome === 'right' && isFresh) return;
      const proof = await credentials.prove(pending.value, ports.redirectUri(settings.name));
      await recordVersionStatus(table, name, { proof: { version: pending.id, at: clock(), ...proof } });
      requireRight(proof, settings);
    },
    async settle(promoted) {
      const staged = await versions.read(arn, { label: stagedLabel });
      const isDone = staged !== undefined && sameSecret(staged.value, promoted.value, settings);
      if (isDone) await versions.move(arn, stagedLabel, { from: staged.id });
    },
  };
}

function requireUsable(value: SecretValue, settings: ProviderSettings): void {
  const secret = storedSecret(value, settings);
  if (secret === undefined) throw new RotationRefused('the version holds no client secret');
  if (tooShortFor(secret, settings) !== undefined) {
    const reason = `the client secret is too short to sign with: ${minimumSecretBytes} bytes are the least`;
    throw new RotationRefused(reason);
  }
  try {
    // A private key that makes nothing now will make nothing later.
    requirePresentable(value, settings);
  } catch (cause) {
    throw cause instanceof Problem ? new RotationRefused(cause.message, { cause }) : cause;
  }
}

/** Where it cannot be told, the version stays pending: it may be the only one that is right, and be tried again. */
function requireRight({ outcome, reason }: Proof, settings: ProviderSettings): void {
  if (outcome === 'right') return;
  const what = credentialNames[storedCredential(settings)];
  if (outcome === 'wrong') throw new RotationRefused(`the ${what} is wrong: ${reason}`);
  throw new Error(`whether the ${what} is right cannot be told: ${reason}`);
}

function sameSecret(one: SecretValue, other: SecretValue, settings: ProviderSettings): boolean {
  return storedSecret(one, settings) !== undefined && sameCredential(one, other, settings);
}
